package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_float;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Code of functions of single values: exact ones in the values' own precision, others in double precision. */
final class ScalarFunctions {

  private ScalarFunctions() {}

  static void unary(CodeBuilder code, UnaryFunction function, DataType type) {
    boolean isDouble = type == DataType.FLOAT64;
    switch (function) {
      case NEG -> {
        if (isDouble) {
          code.dneg();
        } else {
          code.fneg();
        }
      }
      case ABS -> {
        if (isDouble) {
          code.invokestatic(Types.MATH, "abs", Types.DOUBLE_TO_DOUBLE);
        } else {
          code.invokestatic(Types.MATH, "abs", MethodTypeDesc.of(CD_float, CD_float));
        }
      }
      default -> {
        code.conversion(Types.kind(type), TypeKind.DOUBLE);
        call(code, function);
        code.conversion(TypeKind.DOUBLE, Types.kind(type));
      }
    }
  }

  private static void call(CodeBuilder code, UnaryFunction function) {
    ClassDesc owner = switch (function) {
      case ACOSH, ASINH, ATANH, LOG2 -> Types.LOGARITHMS;
      case ERF -> Types.ERROR_FUNCTION;
      case TRUNC -> Types.ARITHMETIC;
      case RECIPROCAL, RSQRT, SIGMOID -> Types.GENERATED;
      case NOT, ISNAN, ISINF -> throw new IllegalArgumentException(function + " of a floating point number");
      default -> Types.MATH;
    };
    String name = switch (function) {
      case LOG2 -> "base2";
      case ERF -> "value";
      case TRUNC -> "truncate";
      case ROUND -> "rint";
      case ACOS -> "acos";
      case ACOSH -> "acosh";
      case ASIN -> "asin";
      case ASINH -> "asinh";
      case ATAN -> "atan";
      case ATANH -> "atanh";
      case CEIL -> "ceil";
      case COS -> "cos";
      case COSH -> "cosh";
      case EXP -> "exp";
      case EXPM1 -> "expm1";
      case FLOOR -> "floor";
      case LOG -> "log";
      case LOG10 -> "log10";
      case LOG1P -> "log1p";
      case RECIPROCAL -> "reciprocal";
      case RSQRT -> "rsqrt";
      case SIGMOID -> "sigmoid";
      case SIN -> "sin";
      case SINH -> "sinh";
      case SQRT -> "sqrt";
      case TAN -> "tan";
      case TANH -> "tanh";
      case ABS, NEG, NOT, ISNAN, ISINF -> throw new IllegalArgumentException(function.toString());
    };
    code.invokestatic(owner, name, Types.DOUBLE_TO_DOUBLE);
  }

  static void binary(CodeBuilder code, BinaryFunction function, DataType type) {
    boolean isDouble = type == DataType.FLOAT64;
    switch (function) {
      case ADD, SUB, MUL, DIV, FMOD -> arithmetic(code, function, isDouble);
      case MAXIMUM, MINIMUM -> code.invokestatic(
          Types.MATH, function == BinaryFunction.MAXIMUM ? "max" : "min",
          isDouble ? Types.DOUBLES_TO_DOUBLE : Types.FLOATS_TO_FLOAT);
      default -> {
        String name = switch (function) {
          case FLOOR_DIV -> "floorDivide";
          case REMAINDER -> "remainder";
          case TRUNC_DIV -> "truncateDivide";
          case POW -> "power";
          case ATAN2 -> "atan2";
          default -> throw new IllegalArgumentException(function + " of floating point numbers");
        };
        ClassDesc owner = switch (function) {
          case ATAN2 -> Types.MATH;
          case TRUNC_DIV -> Types.GENERATED;
          default -> Types.ARITHMETIC;
        };
        if (isDouble) {
          code.invokestatic(owner, name, Types.DOUBLES_TO_DOUBLE);
        } else {
          int right = code.allocateLocal(TypeKind.FLOAT);
          code.fstore(right).f2d().fload(right).f2d().invokestatic(owner, name, Types.DOUBLES_TO_DOUBLE).d2f();
        }
      }
    }
  }

  private static void arithmetic(CodeBuilder code, BinaryFunction function, boolean isDouble) {
    switch (function) {
      case ADD -> {
        if (isDouble) {
          code.dadd();
        } else {
          code.fadd();
        }
      }
      case SUB -> {
        if (isDouble) {
          code.dsub();
        } else {
          code.fsub();
        }
      }
      case MUL -> {
        if (isDouble) {
          code.dmul();
        } else {
          code.fmul();
        }
      }
      case DIV -> {
        if (isDouble) {
          code.ddiv();
        } else {
          code.fdiv();
        }
      }
      default -> {
        if (isDouble) {
          code.drem();
        } else {
          code.frem();
        }
      }
    }
  }

  /** Functions of integers, ints or longs; the result is still to be wrapped to its type. */
  static void wholeBinary(CodeBuilder code, BinaryFunction function, TypeKind kind) {
    boolean isLong = kind == TypeKind.LONG;
    switch (function) {
      case ADD -> {
        if (isLong) {
          code.ladd();
        } else {
          code.iadd();
        }
      }
      case SUB -> {
        if (isLong) {
          code.lsub();
        } else {
          code.isub();
        }
      }
      case MUL -> {
        if (isLong) {
          code.lmul();
        } else {
          code.imul();
        }
      }
      case TRUNC_DIV -> {
        if (isLong) {
          code.ldiv();
        } else {
          code.idiv();
        }
      }
      case FMOD -> {
        if (isLong) {
          code.lrem();
        } else {
          code.irem();
        }
      }
      case AND -> {
        if (isLong) {
          code.land();
        } else {
          code.iand();
        }
      }
      case OR -> {
        if (isLong) {
          code.lor();
        } else {
          code.ior();
        }
      }
      case XOR -> {
        if (isLong) {
          code.lxor();
        } else {
          code.ixor();
        }
      }
      default -> {
        MethodTypeDesc descriptor = isLong ? Types.LONGS_TO_LONG : Types.INTS_TO_INT;
        switch (function) {
          case FLOOR_DIV -> code.invokestatic(Types.MATH, "floorDiv", descriptor);
          case REMAINDER -> code.invokestatic(Types.MATH, "floorMod", descriptor);
          case MAXIMUM -> code.invokestatic(Types.MATH, "max", descriptor);
          case MINIMUM -> code.invokestatic(Types.MATH, "min", descriptor);
          case POW -> code.invokestatic(isLong ? Types.ARITHMETIC : Types.GENERATED, "power", descriptor);
          default -> throw new IllegalArgumentException(function + " of integers");
        }
      }
    }
  }
}
