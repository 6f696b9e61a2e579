package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.number.Arithmetic;
import graft.compiler.jvm.number.Logarithms;
import graft.compiler.jvm.number.SmallFloats;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.apache.commons.numbers.gamma.Erf;

/** What generated code calls things. */
final class Types {

  static final ClassDesc SEGMENT = MemorySegment.class.describeConstable().orElseThrow();
  static final ClassDesc LAYOUT = ValueLayout.class.describeConstable().orElseThrow();
  static final ClassDesc GENERATED = GeneratedKernel.class.describeConstable().orElseThrow();
  static final ClassDesc SCRATCH = Scratch.class.describeConstable().orElseThrow();
  static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
  static final ClassDesc FLOAT = Float.class.describeConstable().orElseThrow();
  static final ClassDesc SMALL_FLOATS = SmallFloats.class.describeConstable().orElseThrow();
  static final ClassDesc ARITHMETIC = Arithmetic.class.describeConstable().orElseThrow();
  static final ClassDesc LOGARITHMS = Logarithms.class.describeConstable().orElseThrow();
  static final ClassDesc ERROR_FUNCTION = Erf.class.describeConstable().orElseThrow();

  static final MethodTypeDesc DOUBLE_TO_DOUBLE = MethodTypeDesc.of(CD_double, CD_double);
  static final MethodTypeDesc DOUBLES_TO_DOUBLE = MethodTypeDesc.of(CD_double, CD_double, CD_double);
  static final MethodTypeDesc FLOATS_TO_FLOAT = MethodTypeDesc.of(CD_float, CD_float, CD_float);
  static final MethodTypeDesc LONGS_TO_LONG = MethodTypeDesc.of(CD_long, CD_long, CD_long);
  static final MethodTypeDesc LONG_TO_INT = MethodTypeDesc.of(CD_int, CD_long);
  static final MethodTypeDesc INTS_TO_INT = MethodTypeDesc.of(CD_int, CD_int, CD_int);

  private Types() {}

  /** The JVM's type for values of a type. */
  static TypeKind kind(DataType type) {
    return switch (type) {
      case FLOAT64 -> TypeKind.DOUBLE;
      case FLOAT32, FLOAT16, BFLOAT16, FLOAT8_E4M3FN -> TypeKind.FLOAT;
      case INT64 -> TypeKind.LONG;
      case INT32, INT16, INT8, UINT8, BOOL -> TypeKind.INT;
    };
  }
}
