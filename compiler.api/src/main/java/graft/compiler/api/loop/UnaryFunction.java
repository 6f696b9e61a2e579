package graft.compiler.api.loop;

/** Functions of one value, with the meaning of PyTorch's operators of these names, NaN and infinities included. */
public enum UnaryFunction {
  ABS,
  ACOS,
  ACOSH,
  ASIN,
  ASINH,
  ATAN,
  ATANH,
  CEIL,
  COS,
  COSH,
  ERF,
  EXP,
  EXPM1,
  FLOOR,
  LOG,
  LOG10,
  LOG1P,
  LOG2,
  NEG,
  RECIPROCAL,
  /** To the nearest whole number, halves to the even one. */
  ROUND,
  RSQRT,
  SIGMOID,
  SIN,
  SINH,
  SQRT,
  TAN,
  TANH,
  /** Rounds towards zero. */
  TRUNC,
  /** Of integers bit by bit, of truth values logically. */
  NOT,
  ISNAN,
  ISINF;

  /** Whether the result is a truth value, whatever the argument's type. */
  public boolean isTest() {
    return this == ISNAN || this == ISINF;
  }
}
