package graft.compiler.api.tensor;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Element types, named as PyTorch names them. */
public enum DataType {
  BOOL("bool", 1, false),
  UINT8("uint8", 1, false),
  INT8("int8", 1, false),
  INT16("int16", 2, false),
  INT32("int32", 4, false),
  INT64("int64", 8, false),
  FLOAT8_E4M3FN("float8_e4m3fn", 1, true),
  FLOAT16("float16", 2, true),
  BFLOAT16("bfloat16", 2, true),
  FLOAT32("float32", 4, true),
  FLOAT64("float64", 8, true);

  private static final Map<String, DataType> BY_NAME =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(DataType::torchName, Function.identity()));

  private final String torchName;
  private final int bytes;
  private final boolean floatingPoint;

  DataType(String torchName, int bytes, boolean floatingPoint) {
    this.torchName = torchName;
    this.bytes = bytes;
    this.floatingPoint = floatingPoint;
  }

  /** The name in PyTorch, for example {@code float32}. */
  public String torchName() {
    return torchName;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether its values are floating point numbers. */
  public boolean isFloatingPoint() {
    return floatingPoint;
  }

  /** The type of that name in PyTorch. */
  public static Optional<DataType> named(String torchName) {
    return Optional.ofNullable(BY_NAME.get(torchName));
  }
}
