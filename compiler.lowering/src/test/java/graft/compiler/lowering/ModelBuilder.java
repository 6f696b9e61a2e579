package graft.compiler.lowering;

import graft.compiler.api.model.Argument;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.Graph;
import graft.compiler.api.model.InputSpec;
import graft.compiler.api.model.OperatorCall;
import graft.compiler.api.model.OperatorCall.NamedArgument;
import graft.compiler.api.model.OutputSpec;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.SymbolRange;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.model.ValueMeta;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** Builds small models as the exporter would write them, every tensor row-major on {@link #device}. */
final class ModelBuilder {

  private final String device;
  private final List<Argument> graphInputs = new ArrayList<>();
  private final List<InputSpec> inputs = new ArrayList<>();
  private final List<OperatorCall> calls = new ArrayList<>();
  private final List<Argument> graphOutputs = new ArrayList<>();
  private final List<OutputSpec> outputs = new ArrayList<>();
  private final LinkedHashMap<String, ValueMeta> values = new LinkedHashMap<>();
  private final LinkedHashMap<String, SymbolRange> ranges = new LinkedHashMap<>();

  ModelBuilder(String device) {
    this.device = device;
  }

  /** A size symbol, 4 for the example inputs, as sizes below. */
  static SymInt symbol(String name) {
    return new SymInt.Expression("Symbol('" + name + "', positive=True, integer=True)", OptionalLong.of(4));
  }

  static TensorMeta meta(DataType type, String device, Object... sizes) {
    var extents = new ArrayList<SymInt>();
    for (Object size : sizes) {
      extents.add(size instanceof SymInt symbol ? symbol : new SymInt.Fixed(((Number) size).longValue()));
    }
    var strides = new ArrayList<SymInt>();
    long step = 1;
    for (SymInt extent : extents.reversed()) {
      strides.addFirst(new SymInt.Fixed(step));
      step *= Math.max(extent.hint().orElse(1), 1);
    }
    return new TensorMeta(type, extents, strides, new SymInt.Fixed(0), device);
  }

  ModelBuilder input(String name, DataType type, Object... sizes) {
    graphInputs.add(new Argument.Tensor(name));
    inputs.add(new InputSpec.UserInput(new Argument.Tensor(name)));
    values.put(name, meta(type, device, sizes));
    return this;
  }

  ModelBuilder buffer(String name, DataType type, Object... sizes) {
    graphInputs.add(new Argument.Tensor(name));
    inputs.add(new InputSpec.Buffer(name, name, true));
    values.put(name, meta(type, device, sizes));
    return this;
  }

  /** A size that the graph computes. */
  ModelBuilder size(String name, SymInt value) {
    values.put(name, value);
    return this;
  }

  ModelBuilder range(String symbol, long min, long max) {
    ranges.put(symbol, new SymbolRange(OptionalLong.of(min), OptionalLong.of(max)));
    return this;
  }

  /** A call that returns one tensor. Arguments alternate names and values, of which strings name tensors. */
  ModelBuilder call(String result, DataType type, List<?> sizes, String operator, Object... arguments) {
    return call(List.of(result), meta(type, device, sizes.toArray()), operator, arguments);
  }

  /** A call that returns nothing. */
  ModelBuilder call(String operator, Object... arguments) {
    return call(List.of(), meta(DataType.FLOAT32, device), operator, arguments);
  }

  /** A call that returns several tensors. */
  ModelBuilder call(SequencedMap<String, TensorMeta> results, String operator, Object... arguments) {
    call(List.copyOf(results.sequencedKeySet()), meta(DataType.FLOAT32, device), operator, arguments);
    values.putAll(results);
    return this;
  }

  /** A call that returns several tensors that are alike. */
  ModelBuilder call(List<String> results, TensorMeta meta, String operator, Object... arguments) {
    var named = new ArrayList<NamedArgument>();
    for (int i = 0; i < arguments.length; i += 2) {
      named.add(new NamedArgument((String) arguments[i], argument(arguments[i + 1]), false));
    }
    results.forEach(result -> values.put(result, meta));
    int dot = operator.indexOf('.');
    List<Argument> defined = results.isEmpty()
        ? List.of(Argument.None.INSTANCE)
        : results.stream().<Argument>map(Argument.Tensor::new).toList();
    var target = new Operator(operator.substring(0, dot), operator.substring(dot + 1));
    calls.add(new OperatorCall(target, named, defined, new LinkedHashMap<>()));
    return this;
  }

  private static Argument argument(Object value) {
    return switch (value) {
      case Argument argument -> argument;
      case String tensor -> new Argument.Tensor(tensor);
      case Integer number -> new Argument.Int(number);
      case Double number -> new Argument.Real(number);
      case Boolean truth -> new Argument.Bool(truth);
      case DataType type -> new Argument.Type(type);
      case int[] numbers -> new Argument.Ints(Arrays.stream(numbers).asLongStream().boxed().toList());
      case String[] tensors -> new Argument.Tensors(List.of(tensors));
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  ModelBuilder output(String name) {
    graphOutputs.add(new Argument.Tensor(name));
    outputs.add(new OutputSpec.UserOutput(new Argument.Tensor(name)));
    return this;
  }

  ModelBuilder changesBuffer(String buffer, String value) {
    graphOutputs.add(new Argument.Tensor(value));
    outputs.add(new OutputSpec.BufferMutation(value, buffer));
    return this;
  }

  ExportedModel build() {
    var graph = new Graph(graphInputs, calls, graphOutputs, values);
    var state = new LinkedHashMap<String, Tensor>();
    return new ExportedModel("model", "2.9.0", graph, inputs, outputs, state, ranges, List.of());
  }
}
