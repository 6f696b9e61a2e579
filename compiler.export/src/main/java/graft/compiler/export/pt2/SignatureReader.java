package graft.compiler.export.pt2;

import graft.compiler.api.model.Argument;
import graft.compiler.api.model.Graph;
import graft.compiler.api.model.InputSpec;
import graft.compiler.api.model.OutputSpec;
import graft.compiler.export.source.JsonElement;
import graft.compiler.export.source.Quotation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the schema's {@code GraphSignature} and checks that it fits the graph. */
final class SignatureReader {

  private final Graph graph;
  private final Set<String> userInputs = new HashSet<>();
  private final Set<String> buffers = new HashSet<>();
  private final Set<String> parameters = new HashSet<>();

  SignatureReader(Graph graph) {
    this.graph = graph;
  }

  /** What the graph's inputs stand for; to be read before the outputs, which refer to them. */
  List<InputSpec> inputs(JsonElement list) {
    List<JsonElement> elements = sameSize(list, graph.inputs(), "inputs");
    var specs = new ArrayList<InputSpec>();
    for (JsonElement element : elements) {
      InputSpec spec = input(element.variant(), graph.inputs().get(specs.size()));
      if (spec instanceof InputSpec.UserInput(Argument value)) {
        value.forEachName(userInputs::add);
      }
      specs.add(spec);
    }
    return specs;
  }

  /** What the graph's outputs stand for. */
  List<OutputSpec> outputs(JsonElement list) {
    List<JsonElement> elements = sameSize(list, graph.outputs(), "outputs");
    var specs = new ArrayList<OutputSpec>();
    for (JsonElement element : elements) {
      specs.add(output(element.variant(), graph.outputs().get(specs.size())));
    }
    return specs;
  }

  private InputSpec input(JsonElement spec, Argument input) {
    return switch (spec.key()) {
      case "user_input" -> new InputSpec.UserInput(same(spec, ArgumentReader.read(spec.field("arg")), input));
      case "parameter" ->
        new InputSpec.Parameter(tensor(spec, input), keep(parameters, spec.field("parameter_name")));
      case "buffer" -> new InputSpec.Buffer(
          tensor(spec, input), keep(buffers, spec.field("buffer_name")), spec.field("persistent").truth());
      case "tensor_constant" ->
        new InputSpec.TensorConstant(tensor(spec, input), spec.field("tensor_constant_name").text());
      case "constant_input" ->
        new InputSpec.ConstantInput(spec.field("name").text(), ArgumentReader.read(spec.field("value")));
      case "token" -> new InputSpec.Token(spec.field("arg").field("name").text());
      case "custom_obj" -> throw spec.problem("inputs of this kind are not supported");
      default -> throw spec.problem("kind of input is not known");
    };
  }

  private OutputSpec output(JsonElement spec, Argument output) {
    return switch (spec.key()) {
      case "user_output" -> new OutputSpec.UserOutput(same(spec, ArgumentReader.read(spec.field("arg")), output));
      case "buffer_mutation" ->
        new OutputSpec.BufferMutation(tensor(spec, output), oneOf(buffers, spec.field("buffer_name")));
      case "parameter_mutation" ->
        new OutputSpec.ParameterMutation(tensor(spec, output), oneOf(parameters, spec.field("parameter_name")));
      case "user_input_mutation" ->
        new OutputSpec.UserInputMutation(tensor(spec, output), oneOf(userInputs, spec.field("user_input_name")));
      case "token" -> new OutputSpec.Token(spec.field("arg").field("name").text());
      case "loss_output", "gradient_to_parameter", "gradient_to_user_input" ->
        throw spec.problem("outputs of this kind are not supported");
      default -> throw spec.problem("kind of output is not known");
    };
  }

  private static String tensor(JsonElement spec, Argument expected) {
    String name = spec.field("arg").field("name").text();
    same(spec, new Argument.Tensor(name), expected);
    return name;
  }

  private static Argument same(JsonElement spec, Argument found, Argument expected) {
    if (!found.equals(expected)) {
      throw spec.problem("names another value than the graph");
    }
    return found;
  }

  private static String keep(Set<String> names, JsonElement name) {
    names.add(name.text());
    return name.text();
  }

  private static String oneOf(Set<String> names, JsonElement name) {
    if (!names.contains(name.text())) {
      throw name.problem("no such input: " + Quotation.quote(name.text()));
    }
    return name.text();
  }

  private static List<JsonElement> sameSize(JsonElement list, List<Argument> arguments, String what) {
    List<JsonElement> elements = list.elements();
    if (elements.size() != arguments.size()) {
      throw list.problem("describes " + elements.size() + ' ' + what + ", the graph has " + arguments.size());
    }
    return elements;
  }
}
