package graft.compiler.api.loop;

/** Functions of two values of one type, with the meaning of PyTorch's operators of these names. */
public enum BinaryFunction {
  ADD,
  SUB,
  MUL,
  /** True division, of floating point numbers only. */
  DIV,
  /** Division rounded down. */
  FLOOR_DIV,
  /** The remainder of {@link #FLOOR_DIV}: it has the divisor's sign. */
  REMAINDER,
  /** Division rounded towards zero. */
  TRUNC_DIV,
  /** The remainder of {@link #TRUNC_DIV}: it has the dividend's sign. */
  FMOD,
  POW,
  /** The angle of the point (right, left). Of floating point numbers only. */
  ATAN2,
  /** NaN if one is. */
  MAXIMUM,
  /** NaN if one is. */
  MINIMUM,
  EQ,
  NE,
  LT,
  LE,
  GT,
  GE,
  /** Of integers bit by bit, of truth values logically. */
  AND,
  /** Of integers bit by bit, of truth values logically. */
  OR,
  /** Of integers bit by bit, of truth values logically. */
  XOR;

  /** Whether the result is a truth value, whatever the arguments' type. */
  public boolean isComparison() {
    return switch (this) {
      case EQ, NE, LT, LE, GT, GE -> true;
      default -> false;
    };
  }
}
