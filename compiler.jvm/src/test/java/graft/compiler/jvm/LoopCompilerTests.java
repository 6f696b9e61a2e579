package graft.compiler.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Expression.Binary;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.NoComputation;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.loops.CompiledLoops;
import graft.compiler.jvm.loops.LoopCompiler;
import graft.compiler.jvm.loops.LoopKernel;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoopCompilerTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Index I = Index.axis(0);
  private static final Index J = Index.axis(1);

  private static LoopNest twice(String from, String to, long size) {
    Expression value = new Load(from, I, F32);
    return new LoopNest(
        List.of(Index.of(size)), Optional.empty(), new Binary(BinaryFunction.ADD, value, value), to, I);
  }

  @Nested
  class Sharing {

    private final LoopCompiler compiler = new LoopCompiler(LoopCompiler.Mode.SCALAR);

    @Test
    void bodies_that_differ_in_the_names_of_buffers_share_a_kernel() {
      CompiledLoops one = compiler.compile(twice("x", "y", 64), List.of());
      CompiledLoops other = compiler.compile(twice("buf7", "buf8", 64), List.of());

      assertThat(other.kernel()).isSameAs(one.kernel());
      assertThat(one.buffers()).containsExactly("x", "y");
      assertThat(other.buffers()).containsExactly("buf7", "buf8");
    }

    @Test
    void bodies_that_differ_otherwise_do_not() {
      CompiledLoops one = compiler.compile(twice("x", "y", 64), List.of());

      assertThat(compiler.compile(twice("x", "y", 65), List.of()).kernel()).isNotSameAs(one.kernel());
      assertThat(compiler.compile(twice("x", "x", 64), List.of()).kernel()).isNotSameAs(one.kernel());
    }

    @ParameterizedTest
    @EnumSource
    void a_kernel_that_nobody_uses_is_freed_with_its_class(LoopCompiler.Mode mode) {
      var loops = new LoopCompiler(mode);
      WeakReference<Class<?>> type = new WeakReference<>(compileAndRun(loops).getClass());
      WeakReference<LoopKernel> kernel = new WeakReference<>(compileAndRun(loops));

      await().untilAsserted(() -> {
        System.gc();
        assertThat(kernel.refersTo(null)).isTrue();
        assertThat(mode == LoopCompiler.Mode.ADAPTIVE || type.refersTo(null)).isTrue();
      });
    }

    private LoopKernel compileAndRun(LoopCompiler loops) {
      LoopKernel kernel = loops.compile(twice("x", "y", 64), List.of()).kernel();
      MemorySegment[] memory = {MemorySegment.ofArray(new float[64]), MemorySegment.ofArray(new float[64])};
      kernel.run(memory, new long[0], 0, 1);
      return kernel;
    }
  }

  @Nested
  class Units {

    private final LoopCompiler compiler = new LoopCompiler(LoopCompiler.Mode.SCALAR);

    @Test
    void long_loops_are_cut_into_blocks_and_rows_into_rows() {
      assertThat(compiler.compile(twice("x", "y", 1000), List.of()).units(new long[0])).isEqualTo(16);

      var sums = new LoopNest(
          List.of(new Index.Symbol("s0")), Optional.of(new Reduction(Reduction.Kind.SUM, List.of(Index.of(512)))),
          new Load("x", I.times(Index.of(512)).plus(J), F32), "y", I);
      CompiledLoops rows = compiler.compile(sums, List.of("s0"));
      assertThat(rows.units(new long[]{7})).isEqualTo(7);
      assertThat(rows.cost(new long[]{7})).isBetween(512L, 4096L);
    }

    @Test
    void a_sum_of_everything_is_not_cut() {
      var sum = new LoopNest(
          List.of(), Optional.of(new Reduction(Reduction.Kind.SUM, List.of(Index.of(512)))), new Load("x", I, F32), "y",
          Index.of(0));

      assertThat(compiler.compile(sum, List.of()).units(new long[0])).isEqualTo(1);
    }
  }

  @Nested
  class Errors {

    @ParameterizedTest
    @EnumSource
    void an_index_from_memory_outside_of_its_dimension_says_so(LoopCompiler.Mode mode) {
      Index element = new Index.Element(new Load("index", I, DataType.INT64), Index.of(4));
      var gather = new LoopNest(List.of(Index.of(2)), Optional.empty(), new Load("x", element, F32), "y", I);
      CompiledLoops compiled = new LoopCompiler(mode).compile(gather, List.of());
      MemorySegment[] memory = compiled.buffers().stream().map(name -> switch (name) {
        case "index" -> MemorySegment.ofArray(new long[]{-4, 4});
        case "x" -> MemorySegment.ofArray(new float[4]);
        default -> MemorySegment.ofArray(new float[2]);
      }).toArray(MemorySegment[]::new);

      assertThatThrownBy(() -> compiled.kernel().run(memory, new long[0], 0, 1))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("index 4 is out of bounds for a dimension of size 4");
    }

    @Test
    void what_is_no_loop_is_refused() {
      assertThatThrownBy(() -> new LoopCompiler().compile(NoComputation.INSTANCE, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void large_expressions_are_computed_by_several_methods(LoopCompiler.Mode mode) {
    int terms = 3000;
    var nest = new LoopNest(List.of(Index.of(2)), Optional.empty(), sum(0, terms), "y", I);
    float[] x = new float[terms + 1];
    Arrays.fill(x, 1);
    x[terms] = 3;
    float[] y = new float[2];

    CompiledLoops compiled = new LoopCompiler(mode).compile(nest, List.of());
    compiled.kernel().run(
        new MemorySegment[]{MemorySegment.ofArray(x), MemorySegment.ofArray(y)}, new long[0], 0,
        compiled.units(new long[0]));

    assertThat(y).containsExactly(terms, terms + 2);
  }

  private static Expression sum(int from, int to) {
    if (to - from == 1) {
      return new Load("x", I.plus(Index.of(from)), F32);
    }
    int middle = (from + to) >>> 1;
    return new Binary(BinaryFunction.ADD, sum(from, middle), sum(middle, to));
  }
}
