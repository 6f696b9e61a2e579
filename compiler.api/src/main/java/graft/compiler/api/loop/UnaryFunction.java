package graft.compiler.api.loop;

/** Functions of one value, with the meaning of PyTorch's operators of these names, NaN and infinities included. */
public enum UnaryFunction {
  ABS,
  COS,
  ERF,
  EXP,
  LOG,
  NEG,
  RECIPROCAL,
  RSQRT,
  SIGMOID,
  SIN,
  SQRT,
  TANH,
  /** Of integers bit by bit, of truth values logically. */
  NOT,
  ISNAN,
  ISINF;

  /** Whether the result is a truth value, whatever the argument's type. */
  public boolean isTest() {
    return this == ISNAN || this == ISINF;
  }
}
