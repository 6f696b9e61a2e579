package graft.compiler.jvm;

import static graft.compiler.jvm.Programs.allocate;
import static graft.compiler.jvm.Programs.caller;
import static graft.compiler.jvm.Programs.elements;
import static graft.compiler.jvm.Programs.free;
import static graft.compiler.jvm.Programs.kernel;
import static graft.compiler.jvm.Programs.partition;
import static graft.compiler.jvm.Programs.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.program.InvalidInputException;
import graft.compiler.api.program.Program;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JvmProgramTests {

  private static final FunctionPlan PLAIN =
      caller(allocate(0), kernel(0), allocate(1), kernel(1), allocate(2), kernel(2), free(0), free(1), allocate(3),
          kernel(3));

  private static float[] run(Program program, float... x) {
    return elements(program.run(Map.of("x", tensor(new long[]{x.length / 2, 2}, x)), Map.of()).get("output_0"));
  }

  @Nested
  class Memory {

    @Test
    void each_buffer_has_its_own() {
      Program program = Programs.of(PLAIN);

      assertThat(run(program, 1, 2)).containsExactly(12, 24);
      assertThat(program.arenaBytes()).isEqualTo(3 * 64);
      assertThat(program.kernels()).isEqualTo(4);
    }

    @Test
    void a_reuse_takes_the_old_name_s_memory() {
      Program program = Programs.of(
          caller(
              allocate(0), kernel(0), allocate(1), kernel(1), allocate(2), kernel(2), free(1),
              new Line.Reuse("buf0", "buf3", true), kernel(3)));

      assertThat(run(program, 1, 2)).containsExactly(12, 24);
      assertThat(program.arenaBytes()).isEqualTo(3 * 64);
    }

    @Test
    void two_names_of_one_memory_see_each_other_s_writes() {
      // Wrong on purpose: buf1 overwrites buf0, which op2 still reads.
      Program program = Programs.of(
          caller(allocate(0), kernel(0), new Line.Reuse("buf0", "buf1", false), kernel(1), allocate(2), kernel(2),
              allocate(3),
              kernel(3)));

      assertThat(run(program, 1, 2)).containsExactly(16, 32);
    }

    @Test
    void what_is_freed_is_handed_out_again() {
      Program program = Programs.of(
          caller(
              allocate(0), free(0), allocate(0), kernel(0), allocate(1), kernel(1), allocate(2), kernel(2), free(0),
              free(1), allocate(3), kernel(3)));

      assertThat(run(program, 1, 2)).containsExactly(12, 24);
      assertThat(program.arenaBytes()).isEqualTo(3 * 64);
    }

    @Test
    void a_name_that_ended_is_refused() {
      Program program =
          Programs.of(caller(allocate(0), kernel(0), free(0), allocate(1), kernel(1), allocate(2), kernel(2)));

      assertThatIllegalStateException().isThrownBy(() -> run(program, 1, 2)).withMessageContaining("buf0");
    }
  }

  @Nested
  class PartitionFunctions {

    private static final Line ARGUMENTS = new Line.PartitionArguments(0, List.of("x", "s0"));
    private static final Line CALL = new Line.PartitionCall(0, List.of("buf0", "buf1"));
    private static final Line DROP = new Line.Delete(List.of("partition0_args"));

    @Test
    void return_what_they_made() {
      Program program = Programs.of(
          partition(allocate(0), kernel(0), allocate(1), kernel(1)),
          caller(ARGUMENTS, new Line.Delete(List.of("x")), CALL, DROP, allocate(2), kernel(2), allocate(3), kernel(3)));

      assertThat(run(program, 1, 2, 3, 4)).containsExactly(12, 24, 36, 48);
    }

    @Test
    void know_only_what_they_were_given() {
      Program program = Programs.of(
          partition(allocate(0), kernel(0), allocate(1), kernel(1)),
          caller(new Line.PartitionArguments(0, List.of()), CALL, DROP, allocate(2), kernel(2), allocate(3),
              kernel(3)));

      assertThatIllegalStateException().isThrownBy(() -> run(program, 1, 2)).withMessageContaining("uses x");
    }

    @Test
    void give_back_the_memory_that_they_do_not_return() {
      Program program = Programs.of(
          partition(allocate(0), kernel(0), allocate(1), kernel(1), allocate(2)),
          caller(ARGUMENTS, CALL, DROP, allocate(2), kernel(2), allocate(3), kernel(3)));

      assertThat(run(program, 1, 2)).containsExactly(12, 24);
      assertThat(program.arenaBytes()).isEqualTo(3 * 64);
    }
  }

  @Nested
  class InputTensors {

    private final Program program = Programs.of(PLAIN);

    private void refuses(Map<String, Tensor> inputs, String message) {
      assertThatExceptionOfType(InvalidInputException.class)
          .isThrownBy(() -> program.run(inputs, Map.of()))
          .withMessage("sums: input " + message);
    }

    @Test
    void missing_and_unknown_ones_are_named() {
      refuses(Map.of(), "x: is missing; expected: float32[s0, 2]");
      refuses(Map.of("y", tensor(new long[]{1, 2})), "y: is not an input; expected: x");
    }

    @Test
    void wrong_types_ranks_and_sizes_are_told_with_what_is_expected() {
      refuses(
          Map.of("x", Tensor.allocate(Arena.ofAuto(), DataType.INT64, 1, 2)),
          "x: is int64[1, 2]; expected: float32[s0, 2]");
      refuses(Map.of("x", tensor(new long[]{2})), "x: is float32[2]; expected: float32[s0, 2]");
      refuses(Map.of("x", tensor(new long[]{2, 3})), "x: is float32[2, 3]; expected: float32[s0, 2] with s0 = 2");
      refuses(Map.of("x", tensor(new long[]{5, 2})), "x: dimension 0 is 5; expected: at least 1 and at most 4");
    }

    @Test
    void strided_ones_are_laid_out_first() {
      Tensor columns = tensor(new long[]{2, 2}, 1, 2, 3, 4);
      Tensor rows = Tensor.of(DataType.FLOAT32, new long[]{2, 2}, new long[]{1, 2}, columns.data());

      assertThat(elements(program.run(Map.of("x", rows), Map.of()).get("output_0"))).containsExactly(12, 36, 24, 48);
    }
  }

  @Test
  void a_closed_program_runs_no_more() {
    Program program = Programs.of(PLAIN);
    program.close();

    assertThatIllegalStateException().isThrownBy(() -> run(program, 1, 2)).withMessageContaining("closed");
  }
}
