package graft.compiler.export.pt2;

import graft.compiler.api.model.MemoryFormat;
import graft.compiler.api.model.SymBool;
import graft.compiler.api.model.SymFloat;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.DataType;
import graft.compiler.export.source.JsonElement;
import graft.compiler.export.source.Quotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads what the schema says of values: tensors, symbols, and the enumerations that it stores as numbers. */
final class ValueReader {

  /** {@code Strided} of the schema's enumeration {@code Layout}. */
  private static final long STRIDED = 7;

  /** The schema's {@code ScalarType}, which differs from the numbers that PyTorch uses elsewhere. */
  private static final Map<Long, DataType> TYPES = Map.ofEntries(
      Map.entry(1L, DataType.UINT8),
      Map.entry(2L, DataType.INT8),
      Map.entry(3L, DataType.INT16),
      Map.entry(4L, DataType.INT32),
      Map.entry(5L, DataType.INT64),
      Map.entry(6L, DataType.FLOAT16),
      Map.entry(7L, DataType.FLOAT32),
      Map.entry(8L, DataType.FLOAT64),
      Map.entry(12L, DataType.BOOL),
      Map.entry(13L, DataType.BFLOAT16),
      Map.entry(29L, DataType.FLOAT8_E4M3FN));

  private static final Map<Long, MemoryFormat> FORMATS = Map.of(
      1L, MemoryFormat.CONTIGUOUS,
      2L, MemoryFormat.CHANNELS_LAST,
      3L, MemoryFormat.CHANNELS_LAST_3D,
      4L, MemoryFormat.PRESERVE);

  private ValueReader() {}

  static TensorMeta tensor(JsonElement meta) {
    DataType type = type(meta.field("dtype"));
    List<SymInt> sizes = extents(meta.field("sizes"));
    List<SymInt> strides = extents(meta.field("strides"));
    if (sizes.size() != strides.size()) {
      throw meta.problem(sizes.size() + " sizes, but " + strides.size() + " strides");
    }
    layout(meta.field("layout"));
    return new TensorMeta(type, sizes, strides, extent(meta.field("storage_offset")), device(meta.field("device")));
  }

  static SymInt integer(JsonElement union) {
    JsonElement value = union.variant();
    return switch (value.key()) {
      case "as_int" -> new SymInt.Fixed(value.integer());
      case "as_expr" -> new SymInt.Expression(value.field("expr_str").text(), hint(value, "as_int")
          .map(hint -> OptionalLong.of(hint.integer())).orElse(OptionalLong.empty()));
      default -> throw value.problem("is not known as an integer");
    };
  }

  static SymFloat real(JsonElement union) {
    JsonElement value = union.variant();
    return switch (value.key()) {
      case "as_float" -> new SymFloat(Double.toString(number(value)), OptionalDouble.of(number(value)));
      case "as_expr" -> new SymFloat(value.field("expr_str").text(), hint(value, "as_float")
          .map(hint -> OptionalDouble.of(number(hint))).orElse(OptionalDouble.empty()));
      default -> throw value.problem("is not known as a number");
    };
  }

  static SymBool truth(JsonElement union) {
    JsonElement value = union.variant();
    return switch (value.key()) {
      case "as_bool" -> new SymBool(Boolean.toString(value.truth()), Optional.of(value.truth()));
      case "as_expr" -> new SymBool(value.field("expr_str").text(), hint(value, "as_bool").map(JsonElement::truth));
      default -> throw value.problem("is not known as a truth value");
    };
  }

  /** A number; JSON has none for what is not finite, so the schema writes those as strings. */
  static double number(JsonElement element) {
    if (!element.isText()) {
      return element.number();
    }
    return switch (element.text()) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> throw element.problem("expected a number, found " + Quotation.quote(element.text()));
    };
  }

  static DataType type(JsonElement code) {
    DataType type = TYPES.get(code.integer());
    if (type == null) {
      throw code.problem("element type " + code.integer() + " is not supported");
    }
    return type;
  }

  static MemoryFormat format(JsonElement code) {
    MemoryFormat format = FORMATS.get(code.integer());
    if (format == null) {
      throw code.problem("memory format " + code.integer() + " is not known");
    }
    return format;
  }

  static String layout(JsonElement code) {
    if (code.integer() != STRIDED) {
      throw code.problem("layout " + code.integer() + " is not supported, expected " + STRIDED + ", strided");
    }
    return "strided";
  }

  static String device(JsonElement device) {
    String type = device.field("type").text();
    return device.optional("index").map(index -> type + ':' + index.integer()).orElse(type);
  }

  private static List<SymInt> extents(JsonElement list) {
    var extents = new ArrayList<SymInt>();
    for (JsonElement element : list.elements()) {
      extents.add(extent(element));
    }
    return extents;
  }

  private static SymInt extent(JsonElement union) {
    SymInt extent = integer(union);
    if (extent instanceof SymInt.Fixed(long value) && value < 0) {
      throw union.problem("expected at least 0, found " + value);
    }
    return extent;
  }

  private static Optional<JsonElement> hint(JsonElement expression, String tag) {
    return expression.optional("hint").map(union -> {
      JsonElement hint = union.variant();
      if (!hint.key().equals(tag)) {
        throw hint.problem("expected " + tag);
      }
      return hint;
    });
  }
}
