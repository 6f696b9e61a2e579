package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaPlanner;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.serving.CompiledModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Layouts come from the best planner there is: in the command and in compiles. */
class PackTest {

  private static final Pattern SMALLEST =
      Pattern.compile("\"arena\":\\{\"bytes\":(\\d+),\"lowerBound\":\\1,");

  private final House house = House.here();
  private final Path problem = Checkout.path("testdata/packing/G.1048576.csv");

  /** Leaves a page free below what the next one lays out. */
  private static ArenaLayout raised(ArenaProblem problem, Function<ArenaProblem, ArenaLayout> next) {
    ArenaLayout layout = next.apply(problem);
    return new ArenaLayout(layout.offsets().stream().map(offset -> offset + 4096).toList(), layout.height() + 4096,
        layout.lowerBound(), layout.proof());
  }

  private ServiceRegistration<ArenaPlanner> replace() {
    return house.context().registerService(ArenaPlanner.class, PackTest::raised,
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, 100)));
  }

  private String pack(String options) {
    return new Shell(house).run("pack " + problem + " --time-limit 60 " + options);
  }

  @Test
  void the_command_solves_a_published_problem() {
    assertThat(pack("--capacity 1048576 --json"))
        .contains("\"capacity\":1048576,\"height\":1048576,\"lowerBound\":1048576,\"proved\":true,");
  }

  @Test
  void a_planner_of_higher_ranking_corrects_what_the_others_do_until_it_goes() {
    ServiceRegistration<ArenaPlanner> replacement = replace();
    try {
      assertThat(pack("--json --capacity 2000000")).contains("\"proved\":false");
    } finally {
      replacement.unregister();
    }
    assertThat(pack("--json --capacity 1048576")).contains("\"height\":1048576");
  }

  @Test
  void the_arenas_of_all_stored_schedules_are_the_smallest() {
    String printed = new Shell(house).run("plan --json " + Checkout.path("testdata/schedules"));
    assertThat(printed.lines().filter(line -> line.contains("\"nanos\":"))).hasSizeGreaterThan(100)
        .filteredOn(line -> line.contains("\"undefinedNames\":[]")).allMatch(line -> SMALLEST.matcher(line).find());
  }

  @Test
  void the_arena_is_the_smallest_for_any_sizes() {
    String mlp = Checkout.path("testdata/models/zoo/mlp").toString();
    for (String inputs : List.of(".inputs.safetensors", ".other.inputs.safetensors")) {
      assertThat(new Shell(house).run("run --json " + mlp + ".pt2 --inputs " + mlp + inputs))
          .containsPattern("\"arenaBytes\":([1-9]\\d*),\"arenaLowerBound\":\\1,");
    }
  }

  @Test
  void a_compile_names_the_planners_in_its_recipe() {
    var model = new StoredModel("zoo/llama_split", List.of("graph::unified_attention_with_output"));
    ServiceRegistration<ArenaPlanner> replacement = replace();
    try (CompiledModel compiled = model.compile(house)) {
      assertThat(compiled.recipe().steps()).filteredOn(step -> step.stage().equals(ArenaPlanner.STAGE))
          .extracting(Recipe.Step::bundle).containsExactly("graft.compiler.itest", "graft.compiler.pack");
    } finally {
      replacement.unregister();
    }
    try (CompiledModel compiled = model.compile(house)) {
      assertThat(compiled.recipe().steps()).extracting(Recipe.Step::bundle).doesNotContain("graft.compiler.itest");
      assertThat(compiled.facts().arenaBytes()).isEqualTo(compiled.facts().arenaLowerBound());
    }
  }
}
