package graft.compiler.jvm.loops;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.loops.Value.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which loops of a kernel are done in vectors, and which values. A value that vectors cannot compute is computed lane by lane;
 * everything else of its loop is a vector all the same.
 */
final class VectorPlan {

  private static final int SMALLEST_VECTOR = 64;

  /** Bits within which sums and products of an index stay, so that it may be computed in {@code int} lanes. */
  private static final int INT_BITS = 32;

  /** No loop has more rounds than 2 to this: of one dimension, as far as it is not known. */
  private static final int AXIS_BITS = 31;

  private static final int UNKNOWN_BITS = 65;

  /** A nest that is not done in vectors. */
  static final int NONE = -1;

  private final KernelPlan plan;
  private final List<Integer> depths = new ArrayList<>();
  private final Map<Value, Integer> bits = new HashMap<>();
  private final int lanes;

  private VectorPlan(KernelPlan plan, int vectorBits) {
    this.plan = plan;
    boolean isWide = false;
    for (NestPlan nest : plan.nests()) {
      int depth = plan.isSharedInnermost() ? plan.shared().size() - 1 : depth(nest);
      depths.add(depth);
      isWide |= depth != NONE
          && (Lane.of(nest.value().type()).bits() == Long.SIZE || isWide(nest.value(), depth, new ArrayList<>()));
    }
    lanes = vectorBits / (isWide ? Long.SIZE : Integer.SIZE);
    for (int i = 0; i < depths.size() && !plan.isSharedInnermost(); i++) {
      NestPlan nest = plan.nests().get(i);
      if (depths.get(i) != NONE && !pays(nest, depths.get(i))) {
        depths.set(i, NONE);
      }
    }
  }

  /**
   * The plan for machines with vectors of so many bits; empty where vectors do not pay.
   */
  static Optional<VectorPlan> of(KernelPlan plan, int vectorBits) {
    var vectors = new VectorPlan(plan, vectorBits);
    boolean pays = vectors.lanes > 1
        && (plan.isSharedInnermost()
            ? plan.nests().stream().anyMatch(nest -> vectors.pays(nest, plan.shared().size() - 1))
            : vectors.depths.stream().anyMatch(depth -> depth != NONE));
    return pays ? Optional.of(vectors) : Optional.empty();
  }

  /** The innermost loop of a nest's own. */
  private int depth(NestPlan nest) {
    int own = plan.shared().size() + nest.own().size();
    if (nest.isOwnInnermost()) {
      return own - 1;
    }
    return nest.reduced().isEmpty() ? NONE : own + nest.reduced().size() - 1;
  }

  /** The loop of a nest that is done in vectors, by depth, or {@link #NONE}. */
  int depth(int nest) {
    return depths.get(nest);
  }

  /** How many values a vector has. */
  int lanes() {
    return lanes;
  }

  private boolean pays(NestPlan nest, int depth) {
    long[] work = new long[2];
    count(nest.value(), depth, work, new ArrayList<>());
    boolean isReduced = depth >= plan.shared().size() + nest.own().size();
    if (!isReduced && nest.target() instanceof NestPlan.Target.Memory(int _, Value address)
        && !isStored(address, nest.value().type(), depth)) {
      work[1] += 2;
    }
    return work[0] > work[1];
  }

  /** Counts work done in vectors and lane by lane. */
  private void count(Value value, int depth, long[] work, List<Value> seen) {
    if (!depends(value, depth) || seen.contains(value)) {
      return;
    }
    seen.add(value);
    if (!isVector(value, depth)) {
      work[1] += Work.of(value);
      return;
    }
    work[0] += Work.step(value);
    if (value.kind() != Kind.LOAD) {
      value.inputs().forEach(input -> count(input, depth, work, seen));
    }
  }

  static boolean depends(Value value, int depth) {
    return (value.axes() >>> depth & 1) != 0;
  }

  /** Whether 64 bits are needed for a value, or for one that it is made of. */
  private boolean isWide(Value value, int depth, List<Value> seen) {
    if (!depends(value, depth) || seen.contains(value)) {
      return false;
    }
    seen.add(value);
    if (lane(value).bits() == Long.SIZE || isPairs(value, depth)) {
      return true;
    }
    return isVector(value, depth) && value.kind() != Kind.LOAD
        && value.inputs().stream().anyMatch(input -> isWide(input, depth, seen));
  }

  /** In which lanes a value is computed. */
  Lane lane(Value value) {
    return value.type() == DataType.INT64 && bits(value) <= INT_BITS && value.kind() != Kind.LOAD ? Lane.INT
        : Lane.of(value.type());
  }

  /** Bits that hold the value, its sign included. */
  int bits(Value value) {
    Integer known = bits.get(value);
    if (known == null) {
      known = countBits(value);
      bits.put(value, known);
    }
    return known;
  }

  private int countBits(Value value) {
    int narrow = value.type() == DataType.INT64 ? UNKNOWN_BITS : 8 * value.type().bytes() + 1;
    return switch (value.kind()) {
      case CONSTANT -> value.detail() instanceof Long whole ? width(whole) : UNKNOWN_BITS;
      case AXIS, LANE -> AXIS_BITS;
      case CAST -> value.input(0).type().isFloatingPoint() ? narrow : Math.min(narrow, inputBits(value.input(0)));
      case CHOICE -> Math.max(bits(value.input(1)), bits(value.input(2)));
      case UNARY ->
        value.detail() == UnaryFunction.NOT ? bits(value.input(0)) : Math.min(narrow, 1 + bits(value.input(0)));
      case BINARY -> Math.min(narrow, countBits((BinaryFunction) value.detail(), value.input(0), value.input(1)));
      default -> narrow;
    };
  }

  private int inputBits(Value value) {
    return switch (value.type()) {
      case INT64 -> bits(value);
      case BOOL -> 2;
      // One more, so that a sign and all of uint8 fit.
      default -> 8 * value.type().bytes() + 1;
    };
  }

  private int countBits(BinaryFunction function, Value left, Value right) {
    return switch (function) {
      case ADD, SUB -> 1 + Math.max(bits(left), bits(right));
      case MUL -> bits(left) + bits(right);
      case MAXIMUM, MINIMUM, AND, OR, XOR, REMAINDER, FMOD -> Math.max(bits(left), bits(right));
      case FLOOR_DIV, TRUNC_DIV -> 1 + bits(left);
      default -> UNKNOWN_BITS;
    };
  }

  private static int width(long value) {
    return 1 + Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
  }

  /** How far apart in bytes neighbours along a loop are; empty if that is not known. */
  static Optional<Long> step(Value address, int depth) {
    if (!depends(address, depth)) {
      return Optional.of(0L);
    }
    if (address.kind() == Kind.AXIS || address.kind() == Kind.LANE) {
      return Optional.of(1L);
    }
    if (address.kind() != Kind.BINARY) {
      return Optional.empty();
    }
    Value left = address.input(0);
    Value right = address.input(1);
    return switch ((BinaryFunction) address.detail()) {
      case ADD -> step(left, depth).flatMap(one -> step(right, depth).map(two -> one + two));
      case MUL -> left.kind() == Kind.CONSTANT ? step(right, depth).map(step -> step * (Long) left.detail())
          : right.kind() == Kind.CONSTANT ? step(left, depth).map(step -> step * (Long) right.detail())
          : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Whether a vector is stored as one. */
  boolean isStored(Value address, DataType type, int depth) {
    return type != DataType.FLOAT8_E4M3FN && isLoaded(address, type, depth);
  }

  private boolean isLoaded(Value address, DataType type, int depth) {
    Optional<Long> step = step(address, depth);
    boolean isWhole = lanes == 0 || lanes * Lane.stored(type).bits() >= SMALLEST_VECTOR;
    return step.isPresent() && step.get() == type.bytes() && isWhole;
  }

  /** Whether every second of neighbouring elements is loaded: one of each pair that is a {@code long}. */
  static boolean isPairs(Value value, int depth) {
    return value.kind() == Kind.LOAD
        && (value.type() == DataType.FLOAT32 || value.type() == DataType.INT32)
        && step(value.input(0), depth).filter(step -> step == Long.BYTES).isPresent();
  }

  /** Whether a value that depends on the loop is computed as a vector, from its inputs, and not lane by lane. */
  boolean isVector(Value value, int depth) {
    return switch (value.kind()) {
      case CONSTANT, SYMBOL, AXIS, RESULT -> true;
      case LOAD -> value.type() != DataType.FLOAT8_E4M3FN
          && (isLoaded(value.input(0), value.type(), depth) || isPairs(value, depth));
      case LANE, ELEMENT -> false;
      case CAST -> isCast(value);
      case UNARY -> value.type() != DataType.FLOAT8_E4M3FN
          && VectorFunctions.has((UnaryFunction) value.detail(), lane(value.input(0)));
      case BINARY -> value.type() != DataType.FLOAT8_E4M3FN
          && isBinary((BinaryFunction) value.detail(), value.input(0), value.input(1));
      case CHOICE -> !mayFail(value.input(1), depth) && !mayFail(value.input(2), depth);
    };
  }

  private boolean isCast(Value value) {
    DataType from = value.input(0).type();
    boolean isCut = from.isFloatingPoint() && !value.type().isFloatingPoint() && value.type() != DataType.BOOL;
    return !isCut && from != DataType.FLOAT8_E4M3FN && value.type() != DataType.FLOAT8_E4M3FN;
  }

  private boolean isBinary(BinaryFunction function, Value left, Value right) {
    Lane lane = lane(left);
    boolean isPowerOfTwo = right.kind() == Kind.CONSTANT && right.detail() instanceof Long whole && whole > 0
        && Long.bitCount(whole) == 1;
    return switch (function) {
      case FLOOR_DIV, REMAINDER -> isPowerOfTwo && (lane == Lane.INT || lane == Lane.LONG);
      default -> VectorFunctions.has(function, lane);
    };
  }

  /** Whether something in a branch is computed lane by lane and must not be where it is not needed. */
  private boolean mayFail(Value value, int depth) {
    if (value.isSafe() || !depends(value, depth)) {
      return false;
    }
    if (!isVector(value, depth)) {
      return true;
    }
    return value.kind() != Kind.LOAD && value.inputs().stream().anyMatch(input -> mayFail(input, depth));
  }
}
