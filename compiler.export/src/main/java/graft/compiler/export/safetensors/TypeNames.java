package graft.compiler.export.safetensors;

import graft.compiler.api.tensor.DataType;
import java.util.Arrays;
import java.util.Optional;

/** The format's names of element types. It knows others too, which Graft has no use for yet. */
final class TypeNames {

  private TypeNames() {}

  static String of(DataType type) {
    return switch (type) {
      case BOOL -> "BOOL";
      case UINT8 -> "U8";
      case INT8 -> "I8";
      case INT16 -> "I16";
      case INT32 -> "I32";
      case INT64 -> "I64";
      case FLOAT8_E4M3FN -> "F8_E4M3";
      case FLOAT16 -> "F16";
      case BFLOAT16 -> "BF16";
      case FLOAT32 -> "F32";
      case FLOAT64 -> "F64";
    };
  }

  static Optional<DataType> type(String name) {
    return Arrays.stream(DataType.values()).filter(type -> of(type).equals(name)).findFirst();
  }
}
