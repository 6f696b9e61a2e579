package graft.compiler.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every operator that PyTorch tags as core has a rule, or stands on the list of those that a compiler of inference leaves out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoreOperatorsTests {

  private static final Map<String, List<String>> LEFT_OUT =
      Map.of(
          "training",
          List.of(
              "_adaptive_avg_pool2d_backward.default", "avg_pool2d_backward.default", "convolution_backward.default",
              "embedding_dense_backward.default", "max_pool2d_with_indices_backward.default",
              "native_group_norm_backward.default", "native_layer_norm_backward.default"),
          "random",
          List.of("rand.default", "randn.default", "randperm.default"),
          "Fourier transforms",
          List.of("_fft_r2c.default"),
          "distances of all pairs of rows",
          List.of("_pdist_forward.default"),
          "a size that depends on data",
          List.of("nonzero.default", "_local_scalar_dense.default"),
          "sizes, which the exporter tells",
          List.of("sym_numel.default", "sym_size.int", "sym_storage_offset.default", "sym_stride.int"));

  private List<String> core = List.of();

  @BeforeAll
  void read() throws IOException {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve("testdata"))) {
      directory = Objects.requireNonNull(directory.getParent(), "no testdata above");
    }
    core = Files.readAllLines(directory.resolve("testdata/operators/core-aten-2.9.0.txt")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  @Test
  void each_has_a_rule_or_a_reason() {
    var expected = new TreeSet<>(core);
    LEFT_OUT.values().forEach(expected::removeAll);

    assertThat(core).hasSize(188);
    assertThat(new AtenLowering().operators()).containsAll(
        expected.stream().map(name -> "aten::" + name).collect(Collectors.toSet()));
  }

  @Test
  void none_has_both() {
    var both = new TreeMap<String, String>();
    LEFT_OUT.forEach(
        (reason, names) -> names.stream()
            .filter(name -> new AtenLowering().operators().contains("aten::" + name))
            .forEach(name -> both.put(name, reason)));

    assertThat(both).isEmpty();
    assertThat(core).containsAll(LEFT_OUT.values().stream().flatMap(List::stream).toList());
  }
}
