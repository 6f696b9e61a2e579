package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The element that a line has most often, the smallest of several, and the last place where it is. */
final class ModeRules {

  private ModeRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::mode.default", ModeRules::mode);
  }

  /** In sorted order each element stands before the rest of its equals; the first of the longest run is the mode. */
  private static List<TensorValue> mode(Call call) {
    TensorValue self = call.tensor("self");
    int dimension = self.dimension(call.integer("dim", -1));
    TensorValue lines = self.rank() == 0 ? Views.unsqueeze(self, 0) : Views.transpose(self, dimension, self.rank() - 1);
    int last = lines.rank() - 1;
    List<TensorValue> sorted = SortedRules.sort(call, lines, last, false);
    TensorValue ends = SortedRules.places(call, sorted.getFirst(), sorted.getFirst(), true);
    List<Index> sizes = lines.sizes();
    Expression run = Formulas.subtract(call.nodes().load(ends, sizes), Formulas.position(Index.axis(last)));
    TensorValue runs = call.nodes().compute(self.device(), sizes, run);
    TensorValue longest = Reductions.reduce(
        call.nodes(), runs, Set.of(last), true, Reduction.Kind.MAX, load -> load.apply(runs));
    Expression none = Formulas.position(sizes.getLast());
    TensorValue first = Reductions.reduce(
        call.nodes(), runs, Set.of(last), true, Reduction.Kind.MIN, (load, place) -> {
          Expression isLongest = Formulas.binary(BinaryFunction.EQ, load.apply(runs), load.apply(longest));
          return Formulas.choice(isLongest, Formulas.position(place.getLast()), none);
        });
    List<Index> kept = first.sizes();
    Expression end = Formulas.subtract(
        Formulas.add(call.nodes().load(first, kept), call.nodes().load(longest, kept)),
        Formulas.constant(1, DataType.INT64));
    var at = new ArrayList<Index>();
    for (int i = 0; i < last; i++) {
      at.add(Index.axis(i));
    }
    at.add(new Index.Element(end, sizes.getLast()));
    return sorted.stream().map(values -> {
      TensorValue mode = call.nodes().compute(self.device(), kept, call.nodes().load(values, at, kept));
      TensorValue back = self.rank() == 0 ? mode : Views.transpose(mode, dimension, last);
      return Views.reshape(back, call.outputSizes());
    }).toList();
  }
}
