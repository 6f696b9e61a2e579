package graft.compiler.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Expression.Binary;
import graft.compiler.api.loop.Expression.Choice;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.Expression.Position;
import graft.compiler.api.loop.Expression.Whole;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NestTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Index I = Index.axis(0);
  private static final Index J = Index.axis(1);

  private static float[] run(LoopNest nest, int size, Map<String, float[]> buffers, long... symbols) {
    float[] result = new float[size];
    Map<String, MemorySegment> memory = new HashMap<>();
    buffers.forEach((name, values) -> memory.put(name, MemorySegment.ofArray(values)));
    memory.put("out", MemorySegment.ofArray(result));
    new Nest(nest, name -> 0).run(name -> Objects.requireNonNull(memory.get(name)), symbols);
    return result;
  }

  private static LoopNest pointwise(List<Index> extents, Expression value, Index offset) {
    return new LoopNest(extents, Optional.empty(), value, "out", offset);
  }

  @Test
  void stores_at_its_offset() {
    Expression twice = new Binary(BinaryFunction.ADD, new Load("x", I, F32), new Load("x", I, F32));

    float[] result = run(
        pointwise(List.of(Index.of(3)), twice, Index.of(2).minus(I)), 3, Map.of("x", new float[]{1, 2, 3}));

    assertThat(result).containsExactly(6, 4, 2);
  }

  @Test
  void loops_over_nothing_store_nothing() {
    float[] result = run(
        pointwise(List.of(Index.of(3), Index.of(0)), new Load("x", I, F32), I), 3, Map.of("x", new float[]{1, 2, 3}));

    assertThat(result).containsExactly(0, 0, 0);
  }

  @Test
  void reduces_over_its_inner_loops() {
    var load = new Load("x", I.times(Index.of(2)).plus(J), F32);
    for (Reduction.Kind kind : Reduction.Kind.values()) {
      var nest = new LoopNest(
          List.of(Index.of(2)), Optional.of(new Reduction(kind, List.of(Index.of(2)))), load, "out", I);
      float[] result = run(nest, 2, Map.of("x", new float[]{1, 2, 3, Float.NaN}));

      assertThat(result[0]).isEqualTo(switch (kind) {
        case SUM -> 3f;
        case PRODUCT, MAX -> 2f;
        case MIN -> 1f;
      });
      assertThat(result[1]).isNaN();
    }
  }

  @Test
  void extents_and_offsets_may_be_symbols() {
    var symbol = new Index.Symbol("s0");
    var load = new Load("x", symbol.minus(I).minus(Index.of(1)), F32);

    assertThat(run(pointwise(List.of(symbol), load, I), 3, Map.of("x", new float[]{1, 2, 3}), 2))
        .containsExactly(2, 1, 0);
  }

  @Test
  void what_is_not_chosen_is_not_loaded() {
    Expression isFirst =
        new Binary(BinaryFunction.LT, new Position(I, DataType.INT64), new Whole(1, DataType.INT64));
    var outside = new Load("x", I.plus(Index.of(100)), F32);

    float[] result = run(
        pointwise(List.of(Index.of(1)), new Choice(isFirst, new Load("x", I, F32), outside), I), 1,
        Map.of("x", new float[]{7}));

    assertThat(result).containsExactly(7);
  }

  @Test
  void an_offset_outside_of_its_buffer_is_refused() {
    var outside = new Load("x", I.plus(Index.of(100)), F32);

    assertThatThrownBy(() -> run(pointwise(List.of(Index.of(1)), outside, I), 1, Map.of("x", new float[]{7})))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void integers_wrap_to_their_type() {
    byte[] result = new byte[2];
    byte[] x = {100, -100};
    Load load = new Load("x", I, DataType.INT8);
    var nest = pointwise(List.of(Index.of(2)), new Binary(BinaryFunction.ADD, load, load), I);

    new Nest(nest, name -> 0).run(name -> MemorySegment.ofArray(name.equals("x") ? x : result), new long[0]);

    assertThat(result).containsExactly(-56, 56);
  }
}
