package graft.compiler.core.fuse;

import static graft.compiler.core.fuse.LoweredBuilder.load;
import static graft.compiler.core.fuse.LoweredBuilder.sizes;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Plan;
import graft.compiler.core.memory.BaselineMemoryPlanner;
import graft.compiler.core.partition.BaselinePartitionRule;
import graft.compiler.core.partition.BaselineSignatures;
import graft.compiler.core.pipeline.Compilation;
import graft.compiler.core.pipeline.Stages;
import java.util.List;
import org.junit.jupiter.api.Test;

class InPlaceTests {

  private final LoweredBuilder builder = new LoweredBuilder();

  private static Expression add(Expression left, Expression right) {
    return new Expression.Binary(BinaryFunction.ADD, left, right);
  }

  /** A value that only a call makes, so that it has memory. */
  private String called() {
    return builder.call("graft::make", List.of(builder.input("x", 6, 8)), 6, 8);
  }

  private static boolean mayWriteOver(Lowered lowered, String input, String output) {
    return new InPlace(lowered)
        .mayWriteOver(lowered.schedule().nodes().getLast().name(), input, output);
  }

  @Test
  void an_element_is_written_over_the_one_it_is_made_of() {
    String value = called();
    String result = builder.pointwise(add(load(value, 6, 8), load(value, 6, 8)), 6, 8);
    assertThat(mayWriteOver(builder.build(result), value, result)).isTrue();
  }

  @Test
  void what_is_read_elsewhere_too_is_not_written_over() {
    String value = called();
    Expression transposed = load(value, Index.axis(1).times(Index.of(8)).plus(Index.axis(0)));
    String result = builder.pointwise(transposed, 6, 6);
    assertThat(mayWriteOver(builder.build(result), value, result)).isFalse();
  }

  @Test
  void a_row_is_written_over_when_all_of_it_was_read() {
    String value = called();
    String sum = builder.reduce(Reduction.Kind.SUM, load(value, 6, 8), sizes(6), sizes(8));
    String result = builder.pointwise(add(load(value, 6, 8), load(sum, Index.axis(0))), 6, 8);
    Lowered fused = Grouping.of(builder.build(result));
    assertThat(fused.schedule().nodes()).hasSize(2);
    assertThat(mayWriteOver(fused, value, result)).isTrue();
  }

  @Test
  void what_is_read_again_after_the_write_is_not_written_over() {
    String value = called();
    String first = builder.pointwise(add(load(value, 6, 8), load("x", 6, 8)), 6, 8);
    String sum = builder.reduce(
        Reduction.Kind.SUM, add(load(first, 6, 8), load(value, 6, 8)), sizes(6), sizes(8));
    Lowered fused = Grouping.of(builder.build(first, sum));
    assertThat(fused.schedule().nodes()).hasSize(2);
    assertThat(mayWriteOver(fused, value, first)).isFalse();
  }

  @Test
  void the_plan_gives_the_memory_to_the_output_before_the_kernel_runs() {
    String value = called();
    String middle = builder.pointwise(add(load(value, 6, 8), load(value, 6, 8)), 6, 8);
    String result = builder.call("graft::use", List.of(middle), 6, 8);
    Plan plan = plan(builder.build(result), CompileOptions.DEFAULT);

    assertThat(plan.undefinedNames()).isEmpty();
    assertThat(plan.functions().getFirst().lines())
        .containsSubsequence(
            new Line.Reuse(value, middle, true), new Line.KernelCall("op1", List.of(middle)),
            new Line.Extern(result, "graft::use.out", List.of(middle, result), false))
        .noneMatch(line -> line instanceof Line.FreeIfNotReused free && free.buffer().equals(value));
  }

  @Test
  void nothing_is_written_over_where_reuse_is_off() {
    String value = called();
    String middle = builder.pointwise(add(load(value, 6, 8), load(value, 6, 8)), 6, 8);
    String result = builder.call("graft::use", List.of(middle), 6, 8);
    var options = new CompileOptions(true, false, false, CompileOptions.DEFAULT.splitOperators());

    assertThat(plan(builder.build(result), options).functions().getFirst().lines())
        .noneMatch(Line.Reuse.class::isInstance);
  }

  private static Plan plan(Lowered lowered, CompileOptions options) {
    Stages stages = Stages.of(
        List.of(), List.of(new BaselinePartitionRule()), List.of(new BaselineSignatures()),
        List.of(new BaselineMemoryPlanner()));
    return new Compilation(stages, lowered, options).plan(new Recipe("2.9.0", List.of(), options));
  }
}
