package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.tensor.TensorComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks whose operators the zoo has not: as the exporter left them and decomposed, at one size and at another. */
class NetworksTest {

  private static final String DIRECTORY = "networks/";

  private final House house = House.here();

  static List<String> networks() throws IOException {
    try (Stream<Path> files = Files.list(Checkout.path("testdata/models").resolve(DIRECTORY))) {
      return files.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".pt2"))
          .map(name -> DIRECTORY + name.substring(0, name.length() - ".pt2".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void each_gives_the_numbers_of_pytorch(String name) {
    var model = new StoredModel(name, List.of());
    try (CompiledModel compiled = model.compile(house)) {
      assertAgrees(name, model.check(compiled, house));
      if (model.hasOther()) {
        assertAgrees(name + " at another size", model.checkOther(compiled, house));
      }
    }
  }

  private static void assertAgrees(String what, Map<String, TensorComparison> comparisons) {
    assertThat(comparisons).as(what).isNotEmpty()
        .allSatisfy((output, comparison) -> assertThat(comparison).as(output).matches(TensorComparison::agrees));
  }
}
