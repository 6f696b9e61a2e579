package graft.compiler.lowering;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowered.Result;
import graft.compiler.api.lower.Lowered.SizeSymbol;
import graft.compiler.api.lower.Lowered.Source;
import graft.compiler.api.model.Argument;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.InputSpec;
import graft.compiler.api.model.OutputSpec;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.SymbolRange;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.model.ValueMeta;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;

/** What a model's inputs and outputs stand for, on the way in and on the way out. Belongs to one call of the lowering. */
final class ModelBinding {

  private final ExportedModel model;
  private final SequencedMap<String, Source> sources = new LinkedHashMap<>();
  private final Set<String> constants = new LinkedHashSet<>();
  private final SequencedMap<String, SizeSymbol> symbols = new LinkedHashMap<>();
  private final Map<String, Long> hints = new HashMap<>();
  private final Map<String, TensorValue> inputs = new LinkedHashMap<>();

  ModelBinding(ExportedModel model) {
    this.model = model;
  }

  /** The graph's input tensors by name. */
  Map<String, TensorValue> inputs(Nodes nodes) {
    for (InputSpec spec : model.inputs()) {
      switch (spec) {
        case InputSpec.UserInput(Argument.Tensor tensor) ->
          bind(nodes, tensor.name(), new Source.UserInput(tensor.name()));
        case InputSpec.UserInput input ->
          throw unsupported("input " + input.value() + " is not a tensor");
        case InputSpec.State state -> {
          if (state instanceof InputSpec.TensorConstant) {
            constants.add(state.tensor());
          }
          bind(nodes, state.tensor(), new Source.State(state.name()));
        }
        case InputSpec.ConstantInput constant -> {
          // The exporter put its value into the graph.
        }
        case InputSpec.Token token -> throw unsupported("input " + token.name() + " is a token");
      }
    }
    return new HashMap<>(inputs);
  }

  private void bind(Nodes nodes, String name, Source source) {
    TensorMeta meta = model.graph().tensor(name);
    sources.put(name, source);
    for (int i = 0; i < meta.rank(); i++) {
      SymInt size = meta.sizes().get(i);
      if (Sizes.of(size) instanceof Index.Symbol symbol) {
        SymbolRange range =
            model.ranges().getOrDefault(symbol.name(), new SymbolRange(OptionalLong.of(0), OptionalLong.empty()));
        symbols.putIfAbsent(symbol.name(), new SizeSymbol(symbol.name(), name, i, range));
        size.hint().ifPresent(hint -> hints.put(symbol.name(), hint));
      }
    }
    inputs.put(name, nodes.input(name, meta.type(), meta.device(), Sizes.of(meta.sizes())));
  }

  /** Writes back what the model changed, and puts everything together. */
  Lowered finish(Nodes nodes, Map<String, TensorValue> tensors) {
    SequencedMap<String, TensorValue> changed = changed(nodes, tensors);
    var results = new ArrayList<Result>();
    for (OutputSpec spec : model.outputs()) {
      if (spec instanceof OutputSpec.UserOutput output) {
        TensorValue value = output(nodes, tensors, output.value());
        boolean isOverwritten = changed.containsKey(nodes.buffer(value.storage()));
        TensorView view = nodes.view(isOverwritten ? nodes.clone(value) : nodes.plain(value));
        results.add(new Result("output_" + results.size(), view));
      }
    }
    writeBack(nodes, changed);
    for (InputSpec spec : model.inputs()) {
      if (spec instanceof InputSpec.UserInput(Argument.Tensor tensor) && changed.containsKey(tensor.name())) {
        results.add(result("mutated_" + tensor.name(), tensor.name()));
      } else if (spec instanceof InputSpec.State state && changed.containsKey(state.tensor())) {
        results.add(result("buffer_" + state.name(), state.tensor()));
      }
    }
    List<String> outputs = results.stream()
        .filter(result -> result.name().startsWith("output_"))
        .map(result -> result.value().buffer())
        .toList();
    return lowered(nodes, results, outputs);
  }

  /** For each input that the model wrote into, or says it changes, what it holds at the end. */
  private SequencedMap<String, TensorValue> changed(Nodes nodes, Map<String, TensorValue> tensors) {
    var changed = new LinkedHashMap<String, TensorValue>();
    inputs.forEach((name, value) -> {
      if (nodes.isWritten(value.storage())) {
        changed.put(name, value);
      }
    });
    for (OutputSpec spec : model.outputs()) {
      switch (spec) {
        case OutputSpec.BufferMutation(String tensor, String buffer) ->
          changed.put(stateTensor(buffer), named(tensors, tensor));
        case OutputSpec.ParameterMutation(String tensor, String parameter) ->
          changed.put(stateTensor(parameter), named(tensors, tensor));
        case OutputSpec.UserInputMutation(String tensor, String input) -> changed.put(input, named(tensors, tensor));
        case OutputSpec.Token token -> throw unsupported("output " + token.name() + " is a token");
        case OutputSpec.UserOutput output -> {
          // Not a change.
        }
      }
    }
    return changed;
  }

  private void writeBack(Nodes nodes, SequencedMap<String, TensorValue> changed) {
    var values = new LinkedHashMap<String, TensorValue>();
    changed.forEach((name, value) -> {
      String buffer = nodes.buffer(value.storage());
      if (!buffer.equals(name) || !value.isWhole()) {
        // Two inputs may exchange their contents: what lies in one that is overwritten is saved first.
        values.put(name, changed.containsKey(buffer) ? nodes.clone(value) : value);
      }
    });
    values.forEach(nodes::writeBack);
  }

  private TensorValue output(Nodes nodes, Map<String, TensorValue> tensors, Argument argument) {
    return switch (argument) {
      case Argument.Tensor tensor -> named(tensors, tensor.name());
      case Argument.Int number ->
        nodes.compute("cpu", List.of(), new Expression.Whole(number.value(), DataType.INT64));
      case Argument.Real number ->
        nodes.compute("cpu", List.of(), new Expression.Real(number.value(), DataType.FLOAT64));
      case Argument.Bool truth ->
        nodes.compute("cpu", List.of(), new Expression.Whole(truth.value() ? 1 : 0, DataType.BOOL));
      default -> throw unsupported("output " + argument + " is not a tensor");
    };
  }

  private Lowered lowered(Nodes nodes, List<Result> results, List<String> outputs) {
    var kept = new HashSet<>(outputs);
    results.forEach(result -> kept.add(result.value().buffer()));
    ConstantFolding folding = ConstantFolding.of(nodes.steps(), unchanging(nodes, results), kept);
    folding.folded().forEach((buffer, nest) -> {
      sources.put(buffer, new Source.Folded(buffer, nest));
      constants.add(buffer);
    });
    var buffers = new LinkedHashMap<String, Buffer>();
    inputs.forEach((name, value) -> {
      if (!constants.contains(name)) {
        buffers.put(name, inputBuffer(name, value));
      }
    });
    String accelerator = accelerator();
    var maker = new ScheduleMaker(
        folding.left(), buffers, outputs, device -> kind(device).equals(accelerator), this::hint);
    return new Lowered(
        model.name(), maker.schedule(constants), maker.bodies(), nodes.memory(), sources, results,
        List.copyOf(symbols.values()));
  }

  /** The parts of the model that no run changes. */
  private Set<String> unchanging(Nodes nodes, List<Result> results) {
    var unchanging = new HashSet<String>();
    sources.forEach((name, source) -> {
      if (source instanceof Source.State && !nodes.isWritten(named(inputs, name).storage())) {
        unchanging.add(name);
      }
    });
    results.stream().filter(result -> !result.name().startsWith("output_"))
        .forEach(result -> unchanging.remove(result.value().buffer()));
    return unchanging;
  }

  private Buffer inputBuffer(String name, TensorValue value) {
    TensorView memory = TensorView.contiguous(name, value.type(), value.sizes());
    Buffer.Storage storage = ScheduleMaker.storage(memory, this::hint);
    return new Buffer(
        name, "TensorBox", Layout.FIXED, value.device(), storage, true, List.of(), List.of(), List.of(), 0, 0);
  }

  /** The graph's accelerator: cuda where it occurs, else the CPU. */
  private String accelerator() {
    var kinds = new HashSet<String>();
    for (ValueMeta value : model.graph().values().values()) {
      if (value instanceof TensorMeta meta) {
        kinds.add(kind(meta.device()));
      }
    }
    return kinds.contains("cuda") ? "cuda" : "cpu";
  }

  private static String kind(String device) {
    int colon = device.indexOf(':');
    return colon < 0 ? device : device.substring(0, colon);
  }

  private long hint(Index size) {
    return size.evaluate(symbol -> hints.getOrDefault(symbol.name(), 1L));
  }

  private Result result(String name, String input) {
    TensorValue value = named(inputs, input);
    return new Result(name, TensorView.contiguous(input, value.type(), value.sizes()));
  }

  private String stateTensor(String name) {
    for (InputSpec spec : model.inputs()) {
      if (spec instanceof InputSpec.State state && state.name().equals(name)) {
        return state.tensor();
      }
    }
    throw unsupported("output changes " + name + ", which the model has not");
  }

  private TensorValue named(Map<String, TensorValue> tensors, String name) {
    TensorValue value = tensors.get(name);
    if (value == null) {
      throw unsupported("tensor " + name + " is not defined");
    }
    return value;
  }

  private CompileException unsupported(String problem) {
    return new CompileException("unsupported", model.name() + ": " + problem);
  }
}
