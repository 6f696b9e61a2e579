package graft.compiler.jvm.loops;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;

/** Code of functions of vectors. */
final class VectorFunctions {

  /** From here on every float is a whole number. */
  private static final float WHOLE = 0x1p23f;

  /** Beyond, the error function is 1 in single precision. */
  private static final float ERF_END = 3.925f;

  /** Numerator and denominator of the error function over its argument, in its square: Eigen's, as XLA uses it. */
  private static final double[] ERF_ABOVE = {-2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06,
      -5.69250639462346e-05, -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02};
  private static final double[] ERF_BELOW = {-1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03,
      -7.37332916720468e-03, -1.42647390514189e-02};

  private final VectorAssembler vectors;

  VectorFunctions(VectorAssembler vectors) {
    this.vectors = vectors;
  }

  /** Whether there is vector code for a function of values in such lanes. */
  static boolean has(UnaryFunction function, Lane lane) {
    return switch (lane) {
      case FLOAT -> switch (function) {
        case ACOSH, ASINH, ATANH, NOT -> false;
        default -> true;
      };
      case DOUBLE -> switch (function) {
        case ACOSH, ASINH, ATANH, NOT, CEIL, FLOOR, ROUND, TRUNC, ERF, LOG2 -> false;
        default -> true;
      };
      case INT, LONG -> function == UnaryFunction.ABS || function == UnaryFunction.NEG || function == UnaryFunction.NOT;
      case MASK -> function == UnaryFunction.NOT;
      default -> false;
    };
  }

  static boolean has(BinaryFunction function, Lane lane) {
    return function.isComparison() || switch (lane) {
      case FLOAT, DOUBLE -> switch (function) {
        case ADD, SUB, MUL, DIV, MAXIMUM, MINIMUM, POW, ATAN2 -> true;
        default -> false;
      };
      case INT, LONG -> switch (function) {
        case ADD, SUB, MUL, MAXIMUM, MINIMUM, AND, OR, XOR -> true;
        default -> false;
      };
      case MASK -> switch (function) {
        case MUL, MAXIMUM, MINIMUM, AND, OR, XOR -> true;
        default -> false;
      };
      default -> false;
    };
  }

  /** Of the vector on the stack. */
  void unary(UnaryFunction function, Lane lane) {
    switch (function) {
      case NOT -> {
        if (lane == Lane.MASK) {
          vectors.not();
        } else {
          vectors.unary(lane, "NOT");
        }
      }
      case ISNAN -> vectors.test(lane, "IS_NAN");
      case ISINF -> vectors.test(lane, "IS_INFINITE");
      case RECIPROCAL -> reciprocal(lane);
      case RSQRT -> {
        vectors.unary(lane, "SQRT");
        reciprocal(lane);
      }
      case SIGMOID -> {
        vectors.unary(lane, "NEG").unary(lane, "EXP").binary(lane, "ADD", 1);
        reciprocal(lane);
      }
      case LOG2 -> vectors.unary(lane, "LOG").binary(lane, "MUL", 1 / Math.log(2));
      case ERF -> errorFunction();
      case CEIL, FLOOR, ROUND, TRUNC -> rounded(function);
      default -> vectors.unary(lane, function.name());
    }
  }

  private void reciprocal(Lane lane) {
    int value = vectors.keep();
    vectors.all(lane, 1).get(value).binary(lane, "DIV");
  }

  /** To whole numbers by way of ints; what is larger, or NaN, is whole already. The sign of zero stays. */
  private void rounded(UnaryFunction function) {
    int value = vectors.keep();
    if (function == UnaryFunction.ROUND) {
      vectors.get(value).unary(Lane.FLOAT, "ABS").binary(Lane.FLOAT, "ADD", WHOLE).binary(Lane.FLOAT, "SUB", WHOLE);
    } else {
      vectors.get(value).convert(Lane.FLOAT, Lane.INT).convert(Lane.INT, Lane.FLOAT);
      int whole = vectors.keep();
      if (function == UnaryFunction.FLOOR || function == UnaryFunction.CEIL) {
        boolean isFloor = function == UnaryFunction.FLOOR;
        vectors.get(whole).get(whole).binary(Lane.FLOAT, isFloor ? "SUB" : "ADD", 1)
            .get(whole).get(value).compare(Lane.FLOAT, isFloor ? "GT" : "LT").blend(Lane.FLOAT);
      } else {
        vectors.get(whole);
      }
      vectors.unary(Lane.FLOAT, "ABS");
    }
    vectors.asInts().get(value).asInts().binary(Lane.INT, "AND", Integer.MIN_VALUE).binary(Lane.INT, "OR").asFloats();
    int result = vectors.keep();
    vectors.get(value).get(result).get(value).unary(Lane.FLOAT, "ABS").compare(Lane.FLOAT, "LT", WHOLE)
        .blend(Lane.FLOAT);
  }

  private void errorFunction() {
    vectors.binary(Lane.FLOAT, "MIN", ERF_END).binary(Lane.FLOAT, "MAX", -ERF_END);
    int value = vectors.keep();
    vectors.get(value).get(value).binary(Lane.FLOAT, "MUL");
    int square = vectors.keep();
    polynomial(square, ERF_ABOVE);
    vectors.get(value).binary(Lane.FLOAT, "MUL");
    polynomial(square, ERF_BELOW);
    vectors.binary(Lane.FLOAT, "DIV");
  }

  private void polynomial(int variable, double[] coefficients) {
    vectors.all(Lane.FLOAT, coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      vectors.get(variable).all(Lane.FLOAT, coefficients[i]).multiplyAdd(Lane.FLOAT);
    }
  }

  /** Of the two vectors on the stack; the result is still to be wrapped to its type. */
  void binary(BinaryFunction function, Lane lane) {
    if (function.isComparison()) {
      compare(function, lane);
    } else if (lane == Lane.MASK) {
      vectors.masks(switch (function) {
        case MUL, MINIMUM, AND -> "and";
        case MAXIMUM, OR -> "or";
        default -> "xor";
      });
    } else if (function == BinaryFunction.POW) {
      power(lane);
    } else {
      vectors.binary(lane, switch (function) {
        case MAXIMUM -> "MAX";
        case MINIMUM -> "MIN";
        default -> function.name();
      });
    }
  }

  /** As C's: 1 to any power, and -1 to an infinite one, are 1. */
  private void power(Lane lane) {
    int exponent = vectors.keep();
    int base = vectors.keep();
    vectors.get(base).get(exponent).binary(lane, "POW").all(lane, 1)
        .get(base).compare(lane, "EQ", 1)
        .get(base).compare(lane, "EQ", -1).get(exponent).test(lane, "IS_INFINITE").masks("and").masks("or")
        .mask(lane).blend(lane);
  }

  private void compare(BinaryFunction function, Lane lane) {
    if (lane != Lane.MASK) {
      vectors.compare(lane, function.name());
      return;
    }
    switch (function) {
      case EQ -> vectors.masks("eq");
      case NE -> vectors.masks("xor");
      case GT -> vectors.masks("andNot");
      case LE -> vectors.masks("andNot").not();
      case LT, GE -> {
        int right = vectors.keep();
        int left = vectors.keep();
        vectors.get(right).get(left).masks("andNot");
        if (function == BinaryFunction.GE) {
          vectors.not();
        }
      }
      default -> throw new IllegalArgumentException(function + " is no comparison");
    }
  }

  /** By a power of two, rounded down, or the remainder. */
  void divide(BinaryFunction function, Lane lane, long divisor) {
    if (function == BinaryFunction.REMAINDER) {
      vectors.binary(lane, "AND", divisor - 1);
    } else {
      vectors.binary(lane, "ASHR", Long.numberOfTrailingZeros(divisor));
    }
  }

  /** Makes a value of the type of what is in its lanes, as after an operation. */
  void round(DataType type) {
    switch (type) {
      case BFLOAT16 -> {
        toBfloat16();
        fromBfloat16();
      }
      case FLOAT16 -> {
        toFloat16();
        fromFloat16();
      }
      case INT16 -> vectors.binary(Lane.INT, "LSHL", 16).binary(Lane.INT, "ASHR", 16);
      case INT8 -> vectors.binary(Lane.INT, "LSHL", 24).binary(Lane.INT, "ASHR", 24);
      case UINT8 -> vectors.binary(Lane.INT, "AND", 0xff);
      default -> {
      }
    }
  }

  /** Ints whose lower halves are the bits, of floats. */
  void toBfloat16() {
    int value = vectors.keep();
    vectors.get(value).asInts();
    int bits = vectors.keep();
    vectors.get(bits).binary(Lane.INT, "LSHR", 16).binary(Lane.INT, "AND", 1).binary(Lane.INT, "ADD", 0x7fff)
        .get(bits).binary(Lane.INT, "ADD").binary(Lane.INT, "LSHR", 16)
        .all(Lane.INT, 0x7fc0)
        .get(value).test(Lane.FLOAT, "IS_NAN").mask(Lane.INT).blend(Lane.INT);
  }

  /** Floats of ints whose lower halves are the bits. */
  void fromBfloat16() {
    vectors.binary(Lane.INT, "LSHL", 16).asFloats();
  }

  /** The exponent moves to its new place, and numbers whose exponent was 0 are scaled as others are. */
  void fromFloat16() {
    int bits = vectors.keep();
    vectors.get(bits).binary(Lane.INT, "AND", 0x7fff);
    int magnitude = vectors.keep();
    vectors.get(magnitude).binary(Lane.INT, "LSHL", 13).asFloats().binary(Lane.FLOAT, "MUL", 0x1p112f).asInts();
    int finite = vectors.keep();
    vectors.get(finite).get(finite).binary(Lane.INT, "OR", 0x7f800000)
        .get(magnitude).compare(Lane.INT, "GE", 0x7c00).mask(Lane.INT).blend(Lane.INT)
        .get(bits).binary(Lane.INT, "AND", 0x8000).binary(Lane.INT, "LSHL", 16).binary(Lane.INT, "OR").asFloats();
  }

  /** Rounded to nearest, ties to even: of small numbers by adding one half, of others in their bits. */
  void toFloat16() {
    vectors.asInts();
    int bits = vectors.keep();
    vectors.get(bits).binary(Lane.INT, "AND", 0x7fffffff);
    int magnitude = vectors.keep();
    vectors.get(magnitude).binary(Lane.INT, "LSHR", 13).binary(Lane.INT, "AND", 1)
        .get(magnitude).binary(Lane.INT, "ADD").binary(Lane.INT, "ADD", ((15 - 127) << 23) + 0xfff)
        .binary(Lane.INT, "LSHR", 13);
    vectors.get(magnitude).asFloats().binary(Lane.FLOAT, "ADD", 0.5f).asInts()
        .binary(Lane.INT, "SUB", Float.floatToRawIntBits(0.5f))
        .get(magnitude).compare(Lane.INT, "LT", 0x38800000).mask(Lane.INT).blend(Lane.INT)
        .all(Lane.INT, 0x7c00).get(magnitude).compare(Lane.INT, "GE", 0x47800000).mask(Lane.INT).blend(Lane.INT)
        .all(Lane.INT, 0x7e00).get(magnitude).compare(Lane.INT, "GT", 0x7f800000).mask(Lane.INT).blend(Lane.INT)
        .get(bits).binary(Lane.INT, "LSHR", 16).binary(Lane.INT, "AND", 0x8000).binary(Lane.INT, "OR");
  }
}
