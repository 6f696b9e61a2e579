package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.itest.StoredResult.Partition;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleException;

/** The configuration that {@code graft.patch.scheduler} brings: operators to split on that no compile names itself. */
class OperatorConfigurationTest {

  private final House house = House.here();
  private final ScheduleReader reader = house.service(ScheduleReader.class);

  @AfterEach
  void restore() throws BundleException, IOException {
    house.configureOperators();
    house.restore();
  }

  @ParameterizedTest
  @CsvSource({
      "rule_functional, graph::functional",
      "rule_functional, graph::functional.default",
      "defect_should_partition_inplace, graph::inplace_scale",
      "defect_should_partition_inplace, graph::inplace_scale.default"
  })
  void an_operator_named_only_there_is_split_out(String graph, String operator) throws IOException {
    Twins twins = Twins.read(new StoredCase(graph), reader);
    PlanRequest unnamed = new PlanRequest(twins.stored().schedule(), CompileOptions.DEFAULT, Optional.empty());
    List<Partition> whole = partitions(unnamed);
    assertThat(whole).hasSizeLessThan(twins.fixed().partitions().size());

    house.configureOperators(operator);
    assertThat(partitions(unnamed)).isEqualTo(twins.fixed().partitions());

    house.configureOperators();
    assertThat(partitions(unnamed)).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource({"graph::functional.out", "graph::function", "functional", "graph::inplace_scale"})
  void an_operator_of_another_name_stays(String other) throws IOException {
    Twins twins = Twins.read(new StoredCase("rule_functional"), reader);
    PlanRequest unnamed = new PlanRequest(twins.stored().schedule(), CompileOptions.DEFAULT, Optional.empty());
    List<Partition> whole = partitions(unnamed);

    house.configureOperators(other);
    assertThat(partitions(unnamed)).isEqualTo(whole);
  }

  @Test
  void it_adds_to_what_a_compile_names_itself() throws IOException {
    Twins twins = Twins.read(new StoredCase("rule_functional"), reader);

    house.configureOperators("graph::inplace_scale");
    StoredResult.of(house.pipeline().verified(twins.request())).mustBe(twins.fixed(), twins.name());
  }

  @Test
  void the_recipe_shows_it_and_its_fingerprint_changes_with_it_alone() throws IOException {
    String empty = house.recipe().fingerprint();

    house.configureOperators("graph::a", "graph::b");
    String two = house.recipe().fingerprint();
    house.configureOperators("graph::a");
    String one = house.recipe().fingerprint();
    assertThat(List.of(empty, one, two)).doesNotHaveDuplicates();

    house.configureOperators("graph::a", "graph::b");
    assertThat(house.recipe().fingerprint()).isEqualTo(two);
    house.configureOperators();
    assertThat(house.recipe().fingerprint()).isEqualTo(empty);
  }

  private List<Partition> partitions(PlanRequest request) {
    return StoredResult.of(house.pipeline().verified(request)).partitions();
  }
}
