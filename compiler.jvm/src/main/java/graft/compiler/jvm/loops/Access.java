package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import graft.compiler.api.tensor.DataType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.ValueLayout;

/** Code that reads and writes single elements at offsets in bytes. */
final class Access {

  private final String field;
  private final ClassDesc layout;
  private final MethodTypeDesc get;
  private final MethodTypeDesc set;

  private static final Access BYTE = new Access("JAVA_BYTE", ValueLayout.OfByte.class, CD_byte);
  private static final Access SHORT = new Access("JAVA_SHORT_UNALIGNED", ValueLayout.OfShort.class, CD_short);
  private static final Access INT = new Access("JAVA_INT_UNALIGNED", ValueLayout.OfInt.class, CD_int);
  private static final Access LONG = new Access("JAVA_LONG_UNALIGNED", ValueLayout.OfLong.class, CD_long);
  private static final Access FLOAT = new Access("JAVA_FLOAT_UNALIGNED", ValueLayout.OfFloat.class, CD_float);
  private static final Access DOUBLE = new Access("JAVA_DOUBLE_UNALIGNED", ValueLayout.OfDouble.class, CD_double);

  private Access(String field, Class<?> layout, ClassDesc element) {
    this.field = field;
    this.layout = layout.describeConstable().orElseThrow();
    this.get = MethodTypeDesc.of(element, this.layout, CD_long);
    this.set = MethodTypeDesc.of(CD_void, this.layout, CD_long, element);
  }

  private static Access of(DataType type) {
    return switch (type) {
      case BOOL, UINT8, INT8, FLOAT8_E4M3FN -> BYTE;
      case INT16, FLOAT16, BFLOAT16 -> SHORT;
      case INT32 -> INT;
      case INT64 -> LONG;
      case FLOAT32 -> FLOAT;
      case FLOAT64 -> DOUBLE;
    };
  }

  /** Reads what {@code address} pushes the place of, as a value of the type. */
  static void read(CodeBuilder code, int segment, DataType type, Runnable address) {
    Access access = of(type);
    code.aload(segment).getstatic(Types.LAYOUT, access.field, access.layout);
    address.run();
    code.invokeinterface(Types.SEGMENT, "get", access.get);
    switch (type) {
      case BOOL -> truth(code);
      case UINT8 -> code.loadConstant(0xff).iand();
      case FLOAT16 -> code.invokestatic(Types.FLOAT, "float16ToFloat", MethodTypeDesc.of(CD_float, CD_short));
      case BFLOAT16 -> code.invokestatic(Types.SMALL_FLOATS, "bfloat16", MethodTypeDesc.of(CD_float, CD_short));
      case FLOAT8_E4M3FN -> code.invokestatic(Types.SMALL_FLOATS, "float8", MethodTypeDesc.of(CD_float, CD_byte));
      default -> {
      }
    }
  }

  /** Writes what {@code value} pushes, of the type, to the place that {@code address} pushes. */
  static void write(CodeBuilder code, int segment, DataType type, Runnable address, Runnable value) {
    Access access = of(type);
    code.aload(segment).getstatic(Types.LAYOUT, access.field, access.layout);
    address.run();
    value.run();
    switch (type) {
      case FLOAT16 -> code.invokestatic(Types.FLOAT, "floatToFloat16", MethodTypeDesc.of(CD_short, CD_float));
      case BFLOAT16 -> code.invokestatic(Types.SMALL_FLOATS, "toBfloat16", MethodTypeDesc.of(CD_short, CD_float));
      case FLOAT8_E4M3FN -> code.invokestatic(Types.SMALL_FLOATS, "toFloat8", MethodTypeDesc.of(CD_byte, CD_float));
      case INT8, UINT8, BOOL -> code.i2b();
      case INT16 -> code.i2s();
      default -> {
      }
    }
    code.invokeinterface(Types.SEGMENT, "set", access.set);
  }

  /** Makes 0 or 1 of the integer on the stack. */
  static void truth(CodeBuilder code) {
    code.ifThenElse(java.lang.classfile.Opcode.IFEQ, zero -> zero.iconst_0(), one -> one.iconst_1());
  }
}
