package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One layer of a recurrent network in one direction. */
record RecurrentCell(Call call, Kind kind, Weights weights) {

  /** The kinds of cell. */
  enum Kind {
    /** Gates in the order input, forget, cell, output. */
    LSTM,
    /** Gates in the order reset, update, new. */
    GRU,
    RNN_TANH,
    RNN_RELU;

    /** The operator's name. */
    String operator() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a cell multiplies with: gates × input, gates × hidden, and perhaps a matrix that makes the hidden state smaller.
   */
  record Weights(
      TensorValue ofInput, TensorValue ofHidden, Optional<TensorValue> inputBias, Optional<TensorValue> hiddenBias,
      Optional<TensorValue> projection) {}

  /** What a cell remembers: batch × hidden. Only an LSTM has a cell state. */
  record State(TensorValue hidden, TensorValue cell) {}

  /** The share of the input in all gates, at every step: leading dimensions × gates. */
  TensorValue project(TensorValue input) {
    return MatrixRules.linear(call, input, weights.ofInput(), weights.inputBias());
  }

  /** The state after a step whose input is projected. */
  State step(TensorValue projected, State before) {
    TensorValue recurrent = MatrixRules.linear(call, before.hidden(), weights.ofHidden(), weights.hiddenBias());
    return switch (kind) {
      case LSTM -> longShort(projected, recurrent, before);
      case GRU -> gated(projected, recurrent, before);
      case RNN_TANH -> plain(projected, recurrent, UnaryFunction.TANH);
      case RNN_RELU -> plain(projected, recurrent, null);
    };
  }

  private State longShort(TensorValue projected, TensorValue recurrent, State before) {
    List<Index> sizes = before.cell().sizes();
    Expression keep = Formulas.multiply(
        sigmoid(sum(projected, recurrent, 1, sizes)), load(before.cell(), sizes));
    Expression add = Formulas.multiply(
        sigmoid(sum(projected, recurrent, 0, sizes)), tanh(sum(projected, recurrent, 2, sizes)));
    TensorValue cell = made(sizes, Formulas.add(keep, add));
    TensorValue hidden = made(
        sizes,
        Formulas.multiply(sigmoid(sum(projected, recurrent, 3, sizes)), tanh(load(cell, sizes))));
    TensorValue shown = weights.projection()
        .map(matrix -> MatrixRules.linear(call, hidden, matrix, Optional.empty()))
        .orElse(hidden);
    return new State(shown, cell);
  }

  private State gated(TensorValue projected, TensorValue recurrent, State before) {
    List<Index> sizes = before.hidden().sizes();
    Expression reset = sigmoid(sum(projected, recurrent, 0, sizes));
    Expression update = sigmoid(sum(projected, recurrent, 1, sizes));
    Expression fresh = tanh(
        Formulas.add(gate(projected, 2, sizes), Formulas.multiply(reset, gate(recurrent, 2, sizes))));
    Expression distance = Formulas.subtract(load(before.hidden(), sizes), fresh);
    TensorValue hidden = made(sizes, Formulas.add(fresh, Formulas.multiply(update, distance)));
    return new State(hidden, hidden);
  }

  private State plain(TensorValue projected, TensorValue recurrent, @Nullable UnaryFunction function) {
    List<Index> sizes = recurrent.sizes();
    Expression sum = sum(projected, recurrent, 0, sizes);
    TensorValue hidden = made(sizes, function == null ? Formulas.relu(sum) : Formulas.unary(function, sum));
    return new State(hidden, hidden);
  }

  private Expression sum(TensorValue projected, TensorValue recurrent, int gate, List<Index> sizes) {
    return Formulas.add(gate(projected, gate, sizes), gate(recurrent, gate, sizes));
  }

  /** One of the gates, which lie beside each other in the last dimension. */
  private Expression gate(TensorValue gates, int number, List<Index> sizes) {
    int last = sizes.size() - 1;
    Index width = sizes.get(last);
    return load(
        Views.slice(gates, last, width.times(Index.of(number)), Index.of(1), width), sizes);
  }

  private Expression load(TensorValue tensor, List<Index> sizes) {
    return Formulas.cast(call.nodes().load(tensor, sizes), Formulas.computeType(tensor.type()));
  }

  private TensorValue made(List<Index> sizes, Expression value) {
    DataType type = weights.ofHidden().type();
    return call.nodes().compute(weights.ofHidden().device(), sizes, Formulas.cast(value, type));
  }

  private static Expression sigmoid(Expression value) {
    return Formulas.unary(UnaryFunction.SIGMOID, value);
  }

  private static Expression tanh(Expression value) {
    return Formulas.unary(UnaryFunction.TANH, value);
  }
}
