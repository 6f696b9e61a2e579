package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;

import graft.compiler.api.tensor.DataType;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;

/** What one value of a vector is. Nothing here needs the Vector API to be there. */
enum Lane {
  BYTE("ByteVector", CD_byte, 8, TypeKind.INT),
  SHORT("ShortVector", CD_short, 16, TypeKind.INT),
  INT("IntVector", CD_int, 32, TypeKind.INT),
  LONG("LongVector", CD_long, 64, TypeKind.LONG),
  FLOAT("FloatVector", CD_float, 32, TypeKind.FLOAT),
  DOUBLE("DoubleVector", CD_double, 64, TypeKind.DOUBLE),
  /** A truth value, held as a mask of float vectors. */
  MASK("VectorMask", CD_int, 32, TypeKind.INT);

  static final String API = "jdk.incubator.vector";

  // A ClassDesc is immutable, though it does not say so to the compiler.
  @SuppressWarnings("ImmutableEnumChecker")
  private final ClassDesc vector;

  @SuppressWarnings("ImmutableEnumChecker")
  private final ClassDesc element;
  private final int bits;
  private final TypeKind kind;

  Lane(String name, ClassDesc element, int bits, TypeKind kind) {
    this.vector = ClassDesc.of(API, name);
    this.element = element;
    this.bits = bits;
    this.kind = kind;
  }

  /** The class of vectors. */
  ClassDesc vector() {
    return vector;
  }

  /** The type of one element. */
  ClassDesc element() {
    return element;
  }

  int bits() {
    return bits;
  }

  /** What one element is on the stack. */
  TypeKind kind() {
    return kind;
  }

  /** In which lanes values of a type are computed; {@code int64} may be narrower where its values are. */
  static Lane of(DataType type) {
    return switch (type) {
      case FLOAT64 -> DOUBLE;
      case FLOAT32, FLOAT16, BFLOAT16, FLOAT8_E4M3FN -> FLOAT;
      case INT64 -> LONG;
      case INT32, INT16, INT8, UINT8 -> INT;
      case BOOL -> MASK;
    };
  }

  /** In which lanes memory holds values of a type. */
  static Lane stored(DataType type) {
    return switch (type) {
      case FLOAT64 -> DOUBLE;
      case FLOAT32 -> FLOAT;
      case INT64 -> LONG;
      case INT32 -> INT;
      case INT16, FLOAT16, BFLOAT16 -> SHORT;
      case INT8, UINT8, BOOL, FLOAT8_E4M3FN -> BYTE;
    };
  }
}
