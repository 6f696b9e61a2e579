package graft.compiler.jvm.loops;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;

/** Code that combines single values, in double precision or 64 bits. */
final class Accumulator {

  private final Reduction.Kind kind;
  private final DataType type;
  private final TypeKind held;
  private final CodeBuilder code;
  private final int variable;

  /** Starts from the neutral element. */
  Accumulator(CodeBuilder code, Reduction.Kind kind, DataType type) {
    this.code = code;
    this.kind = kind;
    this.type = type;
    held = type.isFloatingPoint() ? TypeKind.DOUBLE : TypeKind.LONG;
    variable = code.allocateLocal(held);
    if (held == TypeKind.DOUBLE) {
      code.loadConstant(realNeutral(kind));
    } else {
      code.loadConstant(wholeNeutral(kind, type));
    }
    code.storeLocal(held, variable);
  }

  /** Combines with what {@code value} pushes, of the reduction's type. */
  void add(Runnable value) {
    code.loadLocal(held, variable);
    value.run();
    code.conversion(Types.kind(type), held);
    BinaryFunction function = switch (kind) {
      case SUM -> BinaryFunction.ADD;
      case PRODUCT -> BinaryFunction.MUL;
      case MAX -> BinaryFunction.MAXIMUM;
      case MIN -> BinaryFunction.MINIMUM;
    };
    if (held == TypeKind.DOUBLE) {
      ScalarFunctions.binary(code, function, DataType.FLOAT64);
    } else {
      ScalarFunctions.wholeBinary(code, function, held);
    }
    code.storeLocal(held, variable);
  }

  /** Leaves the result on the stack, rounded or wrapped to its type. */
  void result(ScalarCode scalars) {
    code.loadLocal(held, variable);
    if (held == TypeKind.DOUBLE) {
      code.conversion(held, Types.kind(type));
      scalars.round(type);
    } else {
      scalars.wrap(held, type);
    }
  }

  static double realNeutral(Reduction.Kind kind) {
    return switch (kind) {
      case SUM -> 0;
      case PRODUCT -> 1;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  static long wholeNeutral(Reduction.Kind kind, DataType type) {
    boolean isSigned = type != DataType.BOOL && type != DataType.UINT8;
    long largest = type == DataType.BOOL ? 1 : -1L >>> (64 - 8 * type.bytes() + (isSigned ? 1 : 0));
    return switch (kind) {
      case SUM -> 0;
      case PRODUCT -> 1;
      case MAX -> isSigned ? -largest - 1 : 0;
      case MIN -> largest;
    };
  }
}
