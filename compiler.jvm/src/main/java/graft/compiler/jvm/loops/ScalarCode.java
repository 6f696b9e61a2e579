package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.loops.Value.Kind;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.Collection;

/**
 * Code that computes single values. Floating point numbers up to {@code float32} are floats, integers up to {@code int32} ints;
 * every step leaves a value of its type.
 */
final class ScalarCode {

  private final Method method;
  private final CodeBuilder code;
  private final int symbols;
  private final Outline outline;

  /**
   * Code in one method.
   *
   * @param symbols the variable that holds the size symbols
   * @param outline the values that have methods of their own
   */
  ScalarCode(Method method, int symbols, Outline outline) {
    this.method = method;
    this.code = method.code();
    this.symbols = symbols;
    this.outline = outline;
  }

  /** Keeps in variables what the values need and what is the same in all rounds of the loops from a depth on. */
  void hoist(Collection<Value> values, int depth, boolean withPinned) {
    values.forEach(value -> hoist(value, depth, withPinned, false));
  }

  /** The same for one value; what is only perhaps needed must not fail. */
  void hoist(Value value, int depth, boolean withPinned, boolean isConditional) {
    if (value.kind() == Kind.CONSTANT || value.kind() == Kind.AXIS || value.kind() == Kind.LANE
        || method.singles().has(value)) {
      return;
    }
    if (value.isInvariant(depth) && (withPinned || !value.isPinned()) && (!isConditional || value.isSafe())) {
      push(value);
      method.store(value);
      return;
    }
    if (outline.has(value)) {
      return;
    }
    for (int i = 0; i < value.inputs().size(); i++) {
      hoist(value.input(i), depth, withPinned, isConditional || (value.kind() == Kind.CHOICE && i > 0));
    }
  }

  /** Leaves the value on the stack. */
  void push(Value value) {
    TypeKind kind = Types.kind(value.type());
    if (value.kind() == Kind.CONSTANT) {
      constant(value);
    } else if (method.singles().has(value)) {
      code.loadLocal(kind, method.singles().of(value));
    } else {
      if (outline.has(value)) {
        outline.call(value, method);
      } else {
        compute(value);
      }
      if (value.uses() > 1) {
        if (kind.slotSize() == 2) {
          code.dup2();
        } else {
          code.dup();
        }
        method.store(value);
      }
    }
  }

  private void constant(Value value) {
    switch (Types.kind(value.type())) {
      case LONG -> code.loadConstant((long) (Long) value.detail());
      case INT -> code.loadConstant((int) (long) (Long) value.detail());
      case FLOAT -> code.loadConstant((float) (double) (Double) value.detail());
      default -> code.loadConstant((double) (Double) value.detail());
    }
  }

  /** Leaves the value on the stack, computed here. */
  void compute(Value value) {
    switch (value.kind()) {
      case SYMBOL -> code.aload(symbols).loadConstant((int) (Integer) value.detail()).laload();
      case LANE -> code.lconst_0();
      case LOAD -> Access.read(
          code, method.segment((Integer) value.detail()), value.type(), () -> push(value.input(0)));
      case ELEMENT -> {
        push(value.input(0));
        push(value.input(1));
        code.invokestatic(Types.GENERATED, "element", Types.LONGS_TO_LONG);
      }
      case CAST -> {
        push(value.input(0));
        cast(value.input(0).type(), value.type());
      }
      case UNARY -> unary(value, (UnaryFunction) value.detail());
      case BINARY -> {
        push(value.input(0));
        push(value.input(1));
        binary((BinaryFunction) value.detail(), value.input(0).type());
      }
      case CHOICE -> choice(value);
      case CONSTANT, AXIS, RESULT -> throw new IllegalStateException(value.kind() + " without a variable");
    }
  }

  private void choice(Value value) {
    push(value.input(0));
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    code.ifeq(otherwise);
    method.scope(() -> push(value.input(1)));
    code.goto_(end).labelBinding(otherwise);
    method.scope(() -> push(value.input(2)));
    code.labelBinding(end);
  }

  private void cast(DataType from, DataType to) {
    TypeKind source = Types.kind(from);
    TypeKind target = Types.kind(to);
    if (to == DataType.BOOL) {
      switch (source) {
        case LONG -> code.lconst_0().lcmp();
        case FLOAT -> code.fconst_0().fcmpl();
        case DOUBLE -> code.dconst_0().dcmpl();
        default -> {
        }
      }
      Access.truth(code);
    } else if (from.isFloatingPoint() && !to.isFloatingPoint()) {
      // By way of a long, as integers that do not fit are cut.
      code.conversion(source, TypeKind.LONG);
      wrap(TypeKind.LONG, to);
    } else if (from.isFloatingPoint()) {
      code.conversion(source, target);
      round(to);
    } else if (to.isFloatingPoint()) {
      code.conversion(source, target);
      round(to);
    } else {
      wrap(source, to);
    }
  }

  /** Rounds the float on the stack to a smaller type. */
  void round(DataType type) {
    switch (type) {
      case FLOAT16 -> code.invokestatic(Types.FLOAT, "floatToFloat16", MethodTypeDesc.of(CD_short, CD_float))
          .invokestatic(Types.FLOAT, "float16ToFloat", MethodTypeDesc.of(CD_float, CD_short));
      case BFLOAT16 -> code.invokestatic(Types.GENERATED, "roundBfloat16", MethodTypeDesc.of(CD_float, CD_float));
      case FLOAT8_E4M3FN -> code.invokestatic(Types.GENERATED, "roundFloat8", MethodTypeDesc.of(CD_float, CD_float));
      default -> {
      }
    }
  }

  /** Makes a value of an integer type of what is on the stack, a long or an int. */
  void wrap(TypeKind source, DataType type) {
    if (type == DataType.BOOL) {
      if (source == TypeKind.LONG) {
        code.lconst_0().lcmp();
      }
      Access.truth(code);
      return;
    }
    code.conversion(source, Types.kind(type));
    switch (type) {
      case INT16 -> code.i2s();
      case INT8 -> code.i2b();
      case UINT8 -> code.loadConstant(0xff).iand();
      default -> {
      }
    }
  }

  private void unary(Value value, UnaryFunction function) {
    Value input = value.input(0);
    push(input);
    DataType type = input.type();
    if (function == UnaryFunction.ISNAN || function == UnaryFunction.ISINF) {
      test(function, type);
    } else if (type.isFloatingPoint()) {
      ScalarFunctions.unary(code, function, type);
      round(type);
    } else {
      switch (function) {
        case ABS -> absolute(Types.kind(type));
        case NEG -> negative(Types.kind(type));
        case NOT -> {
          if (type == DataType.BOOL) {
            code.iconst_1().ixor();
          } else if (type == DataType.INT64) {
            code.loadConstant(-1L).lxor();
          } else {
            code.iconst_m1().ixor();
          }
        }
        default -> throw new IllegalArgumentException(function + " of " + type);
      }
      wrap(Types.kind(type), type);
    }
  }

  private void absolute(TypeKind kind) {
    if (kind == TypeKind.LONG) {
      code.invokestatic(Types.MATH, "abs", MethodTypeDesc.of(CD_long, CD_long));
    } else {
      code.invokestatic(Types.MATH, "abs", MethodTypeDesc.of(CD_int, CD_int));
    }
  }

  private void negative(TypeKind kind) {
    if (kind == TypeKind.LONG) {
      code.lneg();
    } else {
      code.ineg();
    }
  }

  private void test(UnaryFunction function, DataType type) {
    if (!type.isFloatingPoint()) {
      if (type == DataType.INT64) {
        code.pop2();
      } else {
        code.pop();
      }
      code.iconst_0();
      return;
    }
    code.conversion(Types.kind(type), TypeKind.DOUBLE);
    code.invokestatic(
        Types.GENERATED, function == UnaryFunction.ISNAN ? "isNan" : "isInfinite",
        MethodTypeDesc.of(CD_int, CD_double));
  }

  private void binary(BinaryFunction function, DataType type) {
    if (function.isComparison()) {
      compare(function, Types.kind(type));
    } else if (type.isFloatingPoint()) {
      ScalarFunctions.binary(code, function, type);
      round(type);
    } else {
      ScalarFunctions.wholeBinary(code, function, Types.kind(type));
      if (type != DataType.INT64 && type != DataType.INT32) {
        wrap(TypeKind.INT, type);
      }
    }
  }

  private void compare(BinaryFunction function, TypeKind kind) {
    boolean isLess = function == BinaryFunction.LT || function == BinaryFunction.LE;
    switch (kind) {
      case LONG -> code.lcmp();
      // NaN compares as greater where less is asked for, and as less where greater is.
      case FLOAT -> {
        if (isLess) {
          code.fcmpg();
        } else {
          code.fcmpl();
        }
      }
      case DOUBLE -> {
        if (isLess) {
          code.dcmpg();
        } else {
          code.dcmpl();
        }
      }
      default -> code.invokestatic(
          Integer.class.describeConstable().orElseThrow(), "compare", Types.INTS_TO_INT);
    }
    Opcode opcode = switch (function) {
      case EQ -> Opcode.IFEQ;
      case NE -> Opcode.IFNE;
      case LT -> Opcode.IFLT;
      case LE -> Opcode.IFLE;
      case GT -> Opcode.IFGT;
      default -> Opcode.IFGE;
    };
    code.ifThenElse(opcode, yes -> yes.iconst_1(), no -> no.iconst_0());
  }
}
