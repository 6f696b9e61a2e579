package graft.compiler.export.pt2;

import graft.compiler.api.model.Argument;
import graft.compiler.api.schedule.Operator;
import graft.compiler.export.source.JsonElement;
import graft.compiler.export.source.Quotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the schema's union {@code Argument}. */
final class ArgumentReader {

  private static final String OPERATORS = "torch.ops.";
  private static final String HIGHER_ORDER = "higher_order";
  private static final String NO_OVERLOAD = "default";

  private ArgumentReader() {}

  static Argument read(JsonElement union) {
    JsonElement value = union.variant();
    return switch (value.key()) {
      case "as_none" -> Argument.None.INSTANCE;
      case "as_tensor" -> new Argument.Tensor(name(value));
      case "as_tensors" -> new Argument.Tensors(list(value, ArgumentReader::name));
      case "as_optional_tensor" ->
        optionalTensor(value).<Argument>map(Argument.Tensor::new).orElse(Argument.None.INSTANCE);
      case "as_optional_tensors" -> new Argument.OptionalTensors(list(value, ArgumentReader::optionalTensor));
      case "as_int" -> new Argument.Int(value.integer());
      case "as_ints" -> new Argument.Ints(list(value, JsonElement::integer));
      case "as_float" -> new Argument.Real(ValueReader.number(value));
      case "as_floats" -> new Argument.Reals(list(value, ValueReader::number));
      case "as_bool" -> new Argument.Bool(value.truth());
      case "as_bools" -> new Argument.Bools(list(value, JsonElement::truth));
      case "as_string" -> new Argument.Text(value.text());
      case "as_strings" -> new Argument.Texts(list(value, JsonElement::text));
      case "as_sym_int", "as_sym_float", "as_sym_bool" -> scalar(value);
      case "as_sym_ints", "as_sym_floats", "as_sym_bools" -> new Argument.Scalars(list(value, ArgumentReader::scalar));
      case "as_complex" ->
        new Argument.Complex(ValueReader.number(value.field("real")), ValueReader.number(value.field("imag")));
      case "as_scalar_type" -> new Argument.Type(ValueReader.type(value));
      case "as_memory_format" -> new Argument.Format(ValueReader.format(value));
      case "as_layout" -> new Argument.Layout(ValueReader.layout(value));
      case "as_device" -> new Argument.Device(ValueReader.device(value));
      case "as_operator" -> new Argument.Callee(operator(value));
      case "as_graph" -> new Argument.Subgraph(name(value), GraphReader.read(value.field("graph")));
      case "as_custom_obj" -> throw value.problem("custom objects are not supported");
      default -> throw value.problem("kind of argument is not known");
    };
  }

  /** An operator by the name that PyTorch gives it in Python. */
  static Operator operator(JsonElement target) {
    String text = target.text();
    String name = text.startsWith(OPERATORS) ? text.substring(OPERATORS.length()) : text;
    boolean overloaded = text.startsWith(OPERATORS) && !name.startsWith(HIGHER_ORDER + '.');
    int end = overloaded ? name.lastIndexOf('.') : name.length();
    int dot = end < 0 ? -1 : name.lastIndexOf('.', end - 1);
    if (dot < 1 || dot == end - 1 || end == name.length() - 1) {
      throw target.problem("is no operator's name: " + Quotation.quote(text));
    }
    String overload = overloaded ? name.substring(end + 1) : NO_OVERLOAD;
    return new Operator(name.substring(0, dot) + "::" + name.substring(dot + 1, end), overload);
  }

  private static Argument.Scalar scalar(JsonElement union) {
    JsonElement value = union.variant();
    return switch (value.key()) {
      case "as_name" -> new Argument.Symbol(value.text());
      case "as_int" -> new Argument.Int(value.integer());
      case "as_float" -> new Argument.Real(ValueReader.number(value));
      case "as_bool" -> new Argument.Bool(value.truth());
      default -> throw value.problem("kind of scalar is not known");
    };
  }

  private static Optional<String> optionalTensor(JsonElement union) {
    JsonElement value = union.variant();
    return switch (value.key()) {
      case "as_none" -> Optional.empty();
      case "as_tensor" -> Optional.of(name(value));
      default -> throw value.problem("expected a tensor or none");
    };
  }

  private static String name(JsonElement object) {
    return object.field("name").text();
  }

  private static <T> List<T> list(JsonElement array, Function<JsonElement, T> read) {
    var list = new ArrayList<T>();
    for (JsonElement element : array.elements()) {
      list.add(read.apply(element));
    }
    return list;
  }
}
