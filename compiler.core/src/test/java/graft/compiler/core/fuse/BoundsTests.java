package graft.compiler.core.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundsTests {

  private static final List<Index> EXTENTS = LoweredBuilder.sizes(4, 16);

  /** A comparison of axis 1, plus a number, with another number. */
  private static Expression compare(BinaryFunction function, long plus, long limit) {
    return new Expression.Binary(
        function, new Expression.Position(Index.axis(1).plus(Index.of(plus)), DataType.INT64),
        new Expression.Whole(limit, DataType.INT64));
  }

  private static void assertRange(Bounds bounds, long from, long count) {
    assertThat(bounds.from(1)).isEqualTo(from);
    assertThat(bounds.extents(EXTENTS)).isEqualTo(LoweredBuilder.sizes(4, count));
  }

  @Test
  void a_condition_bounds_an_axis_where_it_is_true_and_where_it_is_not() {
    Expression below = compare(BinaryFunction.LT, 0, 6);
    assertRange(Bounds.NONE.where(below, true), 0, 6);
    assertRange(Bounds.NONE.where(below, false), 6, 10);
  }

  @Test
  void every_comparison_counts_its_limit_right() {
    assertRange(Bounds.NONE.where(compare(BinaryFunction.LE, 0, 6), true), 0, 7);
    assertRange(Bounds.NONE.where(compare(BinaryFunction.GT, 0, 6), true), 7, 9);
    assertRange(Bounds.NONE.where(compare(BinaryFunction.GE, -2, 0), true), 2, 14);
  }

  @Test
  void both_sides_of_an_and_hold() {
    Expression inside = new Expression.Binary(
        BinaryFunction.AND, compare(BinaryFunction.GE, 0, 3), compare(BinaryFunction.LT, 0, 9));
    assertRange(Bounds.NONE.where(inside, true), 3, 6);
    assertRange(Bounds.NONE.where(new Expression.Unary(UnaryFunction.NOT, inside), false), 3, 6);
  }

  @Test
  void of_an_and_that_is_not_true_nothing_is_known() {
    Expression inside = new Expression.Binary(
        BinaryFunction.AND, compare(BinaryFunction.GE, 0, 3), compare(BinaryFunction.LT, 0, 9));
    assertThat(Bounds.NONE.where(inside, false)).isEqualTo(Bounds.NONE);
  }
}
