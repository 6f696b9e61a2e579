package graft.compiler.core.fuse;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.UnaryFunction;

/** What it takes to compute a value once: in additions, roughly, in vector code. */
final class Work {

  private static final int DIVISION = 4;
  private static final int TRANSCENDENTAL = 12;

  private Work() {}

  static int of(Expression expression) {
    int[] work = {0};
    expression.forEachPart(part -> work[0] += work(part), index -> {});
    return work[0];
  }

  private static int work(Expression part) {
    return switch (part) {
      case Expression.Unary unary -> work(unary.function());
      case Expression.Binary binary -> work(binary.function());
      case Expression.Choice _ -> 1;
      default -> 0;
    };
  }

  private static int work(UnaryFunction function) {
    return switch (function) {
      case ABS, CEIL, FLOOR, NEG, ROUND, TRUNC, NOT, ISNAN, ISINF -> 1;
      case SQRT, RSQRT, RECIPROCAL -> DIVISION;
      default -> TRANSCENDENTAL;
    };
  }

  private static int work(BinaryFunction function) {
    return switch (function) {
      case DIV, FLOOR_DIV, REMAINDER, TRUNC_DIV, FMOD -> DIVISION;
      case POW, ATAN2 -> TRANSCENDENTAL;
      default -> 1;
    };
  }
}
