package graft.compiler.lowering;

import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.loop.Index;
import graft.compiler.api.model.Argument;
import graft.compiler.api.model.Graph;
import graft.compiler.api.model.OperatorCall;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operator call with what its rule may ask and use.
 *
 * @param nodes where steps are added
 * @param kernels the kernels of custom operators
 * @param graph the graph
 * @param position the call's position in the graph
 * @param tensors the tensors known so far, by their names in the graph
 */
record Call(Nodes nodes, Kernels kernels, Graph graph, int position, Map<String, TensorValue> tensors) {

  OperatorCall source() {
    return graph.calls().get(position);
  }

  Operator operator() {
    return source().target();
  }

  /** Names of the tensors that the call defines. */
  List<String> defines() {
    var names = new ArrayList<String>();
    source().outputs().forEach(output -> output.forEachName(names::add));
    return names;
  }

  /** What the exporter knows of the first result. */
  TensorMeta output() {
    return graph.tensor(defines().getFirst());
  }

  /** Sizes of the first result. */
  List<Index> outputSizes() {
    return Sizes.of(output().sizes());
  }

  Optional<Argument> argument(String name) {
    return source().input(name).filter(argument -> !(argument instanceof Argument.None));
  }

  boolean has(String name) {
    return argument(name).isPresent();
  }

  Argument required(String name) {
    return argument(name).orElseThrow(() -> new UnsupportedException("argument " + name + " is missing"));
  }

  TensorValue tensor(String name) {
    return tensor(required(name));
  }

  Optional<TensorValue> optionalTensor(String name) {
    return argument(name).map(this::tensor);
  }

  List<TensorValue> tensors(String name) {
    return switch (required(name)) {
      case Argument.Tensors list -> list.names().stream().map(this::named).toList();
      case Argument other -> throw unexpected(other);
    };
  }

  /** A list of tensors with gaps. */
  List<Optional<TensorValue>> optionalTensors(String name) {
    return switch (required(name)) {
      case Argument.Tensors list -> list.names().stream().map(tensor -> Optional.of(named(tensor))).toList();
      case Argument.OptionalTensors list -> list.names().stream().map(tensor -> tensor.map(this::named)).toList();
      case Argument other -> throw unexpected(other);
    };
  }

  Index index(String name, long ifMissing) {
    return argument(name).map(this::index).orElse(Index.of(ifMissing));
  }

  long integer(String name, long ifMissing) {
    return switch (index(name, ifMissing)) {
      case Index.Constant constant -> constant.value();
      case Index other -> throw new UnsupportedException(name + " is the symbolic size " + other.text());
    };
  }

  /** An index that is 0 if it is missing and counts from the end where it is negative. */
  Index fromStart(String name, Index size) {
    return isNegativeSymbol(name) ? index(name, 0).plus(size) : Views.fromStart(index(name, 0), size);
  }

  /** Where a slice begins: 0 if that is missing, counted from the end where it is negative, and within the dimension. */
  Index start(String name, Index size) {
    return isNegativeSymbol(name) ? index(name, 0).plus(size) : Views.start(index(name, 0), size);
  }

  /** The exporter looked at the sign of the example's size, and made sure that others have the same. */
  private boolean isNegativeSymbol(String name) {
    return argument(name).orElse(Argument.None.INSTANCE) instanceof Argument.Symbol symbol
        && graph.values().get(symbol.name()) instanceof SymInt size && size.hint().orElse(0) < 0;
  }

  List<Long> integers(String name) {
    return argument(name)
        .map(
            argument -> switch (argument) {
              case Argument.Ints list -> list.values();
              case Argument.Int one -> List.of(one.value());
              case Argument other -> throw unexpected(other);
            })
        .orElse(List.of());
  }

  List<Index> indexes(String name) {
    return switch (required(name)) {
      case Argument.Ints list -> list.values().stream().map(Index::of).toList();
      case Argument.Scalars list -> list.values().stream().map(this::index).toList();
      case Argument other -> throw unexpected(other);
    };
  }

  double real(String name, double ifMissing) {
    return argument(name)
        .map(
            argument -> switch (argument) {
              case Argument.Real number -> number.value();
              case Argument.Int number -> (double) number.value();
              case Argument.Bool truth -> truth.value() ? 1.0 : 0.0;
              case Argument other -> throw unexpected(other);
            })
        .orElse(ifMissing);
  }

  boolean truth(String name, boolean ifMissing) {
    return argument(name)
        .map(
            argument -> switch (argument) {
              case Argument.Bool truth -> truth.value();
              case Argument other -> throw unexpected(other);
            })
        .orElse(ifMissing);
  }

  String text(String name, String ifMissing) {
    return argument(name)
        .map(
            argument -> switch (argument) {
              case Argument.Text text -> text.value();
              case Argument other -> throw unexpected(other);
            })
        .orElse(ifMissing);
  }

  Optional<DataType> type(String name) {
    return argument(name)
        .map(
            argument -> switch (argument) {
              case Argument.Type type -> type.value();
              case Argument other -> throw unexpected(other);
            });
  }

  TensorValue tensor(Argument argument) {
    return switch (argument) {
      case Argument.Tensor tensor -> named(tensor.name());
      case Argument other -> throw unexpected(other);
    };
  }

  Index index(Argument argument) {
    return switch (argument) {
      case Argument.Int number -> Index.of(number.value());
      case Argument.Symbol symbol when graph.values().get(symbol.name()) instanceof SymInt size -> Sizes.of(size);
      case Argument other -> throw unexpected(other);
    };
  }

  private TensorValue named(String name) {
    TensorValue value = tensors.get(name);
    if (value == null) {
      throw new UnsupportedException("tensor " + name + " is not defined before it is used");
    }
    return value;
  }

  private static UnsupportedException unexpected(Argument argument) {
    return new UnsupportedException("argument " + argument + " is of another kind than expected");
  }
}
