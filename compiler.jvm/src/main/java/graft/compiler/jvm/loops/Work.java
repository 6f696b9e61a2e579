package graft.compiler.jvm.loops;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.UnaryFunction;
import java.util.HashSet;
import java.util.Set;

/** About how much there is to compute. */
final class Work {

  private static final long DIVISION = 4;
  private static final long FUNCTION = 16;

  private Work() {}

  /** Scalar operations that a value takes, with the store or the combination that follows. */
  static long of(Value value) {
    return 1 + of(value, new HashSet<>());
  }

  private static long of(Value value, Set<Value> seen) {
    if (!seen.add(value)) {
      return 0;
    }
    long sum = step(value);
    for (Value input : value.inputs()) {
      sum += of(input, seen);
    }
    return sum;
  }

  /** Scalar operations of the value's own step. */
  static long step(Value value) {
    return switch (value.kind()) {
      case CONSTANT, SYMBOL, AXIS, LANE, RESULT -> 0;
      case LOAD, CAST, CHOICE -> 1;
      case ELEMENT -> 2;
      case UNARY -> of((UnaryFunction) value.detail());
      case BINARY -> of((BinaryFunction) value.detail());
    };
  }

  private static long of(UnaryFunction function) {
    return switch (function) {
      case ABS, NEG, NOT, CEIL, FLOOR, ROUND, TRUNC, ISNAN, ISINF -> 1;
      case RECIPROCAL, SQRT, RSQRT -> DIVISION;
      default -> FUNCTION;
    };
  }

  private static long of(BinaryFunction function) {
    return switch (function) {
      case DIV, FLOOR_DIV, REMAINDER, TRUNC_DIV, FMOD -> DIVISION;
      case POW, ATAN2 -> FUNCTION;
      default -> 1;
    };
  }
}
