package graft.compiler.export.pt2;

import graft.compiler.api.model.Argument;
import graft.compiler.api.model.Graph;
import graft.compiler.api.model.OperatorCall;
import graft.compiler.api.model.OperatorCall.NamedArgument;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.model.ValueMeta;
import graft.compiler.export.source.JsonElement;
import graft.compiler.export.source.Quotation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/** Reads the schema's {@code Graph} and checks that each name is described, defined once, and defined before it is used. */
final class GraphReader {

  /** {@code KEYWORD} of the schema's enumeration {@code ArgumentKind}. */
  private static final long KEYWORD = 2;

  private final SequencedMap<String, ValueMeta> values = new LinkedHashMap<>();
  private final Set<String> defined = new HashSet<>();

  private GraphReader() {}

  static Graph read(JsonElement graph) {
    return new GraphReader().graph(graph);
  }

  private Graph graph(JsonElement graph) {
    describe(graph, "tensor_values", ValueReader::tensor);
    describe(graph, "sym_int_values", ValueReader::integer);
    describe(graph, "sym_float_values", ValueReader::real);
    describe(graph, "sym_bool_values", ValueReader::truth);
    var inputs = new ArrayList<Argument>();
    for (JsonElement input : graph.field("inputs").elements()) {
      inputs.add(definition(input));
    }
    var calls = new ArrayList<OperatorCall>();
    for (JsonElement node : graph.field("nodes").elements()) {
      calls.add(call(node));
    }
    var outputs = new ArrayList<Argument>();
    for (JsonElement output : graph.field("outputs").elements()) {
      outputs.add(use(output));
    }
    return new Graph(inputs, calls, outputs, values);
  }

  private OperatorCall call(JsonElement node) {
    var inputs = new ArrayList<NamedArgument>();
    for (JsonElement input : node.field("inputs").elements()) {
      boolean keyword = input.optional("kind").map(JsonElement::integer).orElse(0L) == KEYWORD;
      inputs.add(new NamedArgument(input.field("name").text(), use(input.field("arg")), keyword));
    }
    var outputs = new ArrayList<Argument>();
    for (JsonElement output : node.field("outputs").elements()) {
      outputs.add(definition(output));
    }
    var metadata = new LinkedHashMap<String, String>();
    node.optional("metadata").ifPresent(all -> all.fields().forEach((key, value) -> metadata.put(key, value.text())));
    return new OperatorCall(ArgumentReader.operator(node.field("target")), inputs, outputs, metadata);
  }

  private void describe(JsonElement graph, String field, Function<JsonElement, ValueMeta> read) {
    graph.optional(field).ifPresent(all -> all.fields().forEach((name, value) -> {
      if (values.put(name, read.apply(value)) != null) {
        throw value.problem("another value has the same name");
      }
    }));
  }

  private Argument definition(JsonElement element) {
    Argument argument = ArgumentReader.read(element);
    argument.forEachName(name -> {
      if (!defined.add(name)) {
        throw element.problem("value " + Quotation.quote(name) + " is already defined");
      }
    });
    return described(argument, element);
  }

  private Argument use(JsonElement element) {
    Argument argument = ArgumentReader.read(element);
    argument.forEachName(name -> {
      if (!defined.contains(name)) {
        throw element.problem("value " + Quotation.quote(name) + " is not defined before its use");
      }
    });
    return described(argument, element);
  }

  /** The argument, after a look at whether the names of its tensors are tensors, and the others are none. */
  private Argument described(Argument argument, JsonElement element) {
    boolean symbolic = argument instanceof Argument.Scalar || argument instanceof Argument.Scalars;
    argument.forEachName(name -> {
      ValueMeta meta = values.get(name);
      if (meta == null) {
        throw element.problem("nothing describes value " + Quotation.quote(name));
      }
      if (meta instanceof TensorMeta == symbolic) {
        throw element.problem("value " + Quotation.quote(name) + (symbolic ? " is a tensor" : " is no tensor"));
      }
    });
    return argument;
  }
}
