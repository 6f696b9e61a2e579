package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.schedule.Operator;
import graft.compiler.lowering.RecurrentCell.Kind;
import graft.compiler.lowering.RecurrentCell.State;
import graft.compiler.lowering.RecurrentCell.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recurrent networks, step by step: their sequences have a length that the exporter knows. */
final class RecurrentRules {

  private RecurrentRules() {}

  static void register(Map<String, Rule> rules) {
    for (Kind kind : Kind.values()) {
      rules.put("aten::" + kind.operator() + ".input", call -> layers(call, kind));
      rules.put("aten::" + kind.operator() + "_cell.default", call -> cell(call, kind));
    }
  }

  /** Whether an operator is one of these. */
  static boolean knows(Operator operator) {
    return Arrays.stream(Kind.values()).anyMatch(kind -> operator.packet().equals("aten::" + kind.operator()));
  }

  private static List<TensorValue> cell(Call call, Kind kind) {
    var weights = new Weights(
        call.tensor("w_ih"), call.tensor("w_hh"), call.optionalTensor("b_ih"), call.optionalTensor("b_hh"),
        Optional.empty());
    List<TensorValue> hidden = kind == Kind.LSTM ? call.tensors("hx") : List.of(call.tensor("hx"));
    var cell = new RecurrentCell(call, kind, weights);
    TensorValue input = call.tensor("input");
    State state = cell.step(cell.project(input), new State(hidden.getFirst(), hidden.getLast()));
    return kind == Kind.LSTM ? List.of(state.hidden(), state.cell()) : List.of(state.hidden());
  }

  /** The outputs of the last layer at every step, and the last states of every layer and direction. */
  private static List<TensorValue> layers(Call call, Kind kind) {
    if (call.truth("train", false) && call.real("dropout", 0) != 0) {
      throw new UnsupportedException("the model is in training mode, where dropout is random");
    }
    boolean batchFirst = call.truth("batch_first", false);
    TensorValue sequence = batchFirst ? Views.transpose(call.tensor("input"), 0, 1) : call.tensor("input");
    List<TensorValue> first = kind == Kind.LSTM ? call.tensors("hx") : List.of(call.tensor("hx"));
    int directions = call.truth("bidirectional", false) ? 2 : 1;
    int count = Math.toIntExact(call.integer("num_layers", 1)) * directions;
    var last = new ArrayList<State>();
    for (int i = 0; i < count; i += directions) {
      var made = new ArrayList<TensorValue>();
      for (int direction = 0; direction < directions; direction++) {
        Index place = Index.of(i + direction);
        var state = new State(Views.select(first.getFirst(), 0, place), Views.select(first.getLast(), 0, place));
        var cell = new RecurrentCell(call, kind, weights(call, i + direction, count));
        last.add(run(call, cell, sequence, state, direction == 1, made));
      }
      sequence = joined(call, made);
    }
    var results = new ArrayList<TensorValue>();
    results.add(batchFirst ? Views.transpose(sequence, 0, 1) : sequence);
    results.add(stacked(call, last.stream().map(State::hidden).toList()));
    if (kind == Kind.LSTM) {
      results.add(stacked(call, last.stream().map(State::cell).toList()));
    }
    return results;
  }

  /** The parameters of a layer and direction follow each other: two weights, two biases, and a projection where there is one. */
  private static Weights weights(Call call, int number, int count) {
    List<TensorValue> parameters = call.tensors("params");
    int each = parameters.size() / count;
    List<TensorValue> own = parameters.subList(number * each, (number + 1) * each);
    boolean hasBiases = call.truth("has_biases", true);
    boolean isProjected = each % 2 == 1;
    return new Weights(
        own.get(0), own.get(1), hasBiases ? Optional.of(own.get(2)) : Optional.empty(),
        hasBiases ? Optional.of(own.get(3)) : Optional.empty(),
        isProjected ? Optional.of(own.getLast()) : Optional.empty());
  }

  /** Runs one layer in one direction; what it puts out at each step goes to a new tensor. */
  private static State run(
      Call call, RecurrentCell cell, TensorValue sequence, State start, boolean isReversed, List<TensorValue> made) {
    if (!(sequence.sizes().getFirst() instanceof Index.Constant(long length))) {
      throw new UnsupportedException("a sequence of the symbolic length " + sequence.sizes().getFirst().text());
    }
    TensorValue projected = cell.project(sequence);
    TensorValue outputs = call.nodes()
        .empty(
            sequence.type(), sequence.device(),
            List.of(sequence.sizes().get(0), sequence.sizes().get(1), start.hidden().sizes().getLast()));
    State state = start;
    for (long i = 0; i < length; i++) {
      Index time = Index.of(isReversed ? length - 1 - i : i);
      state = cell.step(Views.select(projected, 0, time), state);
      TensorValue target = Views.select(outputs, 0, time);
      call.nodes().assign(target, call.nodes().load(state.hidden(), target.sizes()));
    }
    made.add(outputs);
    return state;
  }

  /** The directions beside each other in the last dimension. */
  private static TensorValue joined(Call call, List<TensorValue> directions) {
    TensorValue first = directions.getFirst();
    if (directions.size() == 1) {
      return first;
    }
    Index width = first.sizes().getLast();
    var sizes = new ArrayList<>(first.sizes());
    sizes.set(2, width.times(Index.of(2)));
    List<Index> back = List.of(Index.axis(0), Index.axis(1), Index.axis(2).minus(width));
    Expression value = Formulas.choice(
        Formulas.isWithin(Index.axis(2), Index.of(0), width),
        call.nodes().load(first, List.of(Index.axis(0), Index.axis(1), Index.axis(2)), sizes),
        call.nodes().load(directions.getLast(), back, sizes));
    return call.nodes().compute(first.device(), sizes, value);
  }

  private static TensorValue stacked(Call call, List<TensorValue> states) {
    var sizes = new ArrayList<>(states.getFirst().sizes());
    sizes.addFirst(Index.of(states.size()));
    return JoinRules.stack(call.nodes(), states, 0, sizes, states.getFirst().type());
  }
}
