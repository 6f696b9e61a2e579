package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Operators that return the elements of one tensor in another order, or several times. What they return is a copy. */
final class RearrangementRules {

  private RearrangementRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::flip.default", RearrangementRules::flip);
    rules.put("aten::repeat.default", RearrangementRules::repeat);
    rules.put("aten::tile.default", RearrangementRules::repeat);
    rules.put("aten::roll.default", RearrangementRules::roll);
    rules.put("aten::fft_fftshift.default", call -> shifted(call, size -> size.quotient(Index.of(2), List.of())));
    rules.put(
        "aten::fft_ifftshift.default",
        call -> shifted(call, size -> size.plus(Index.of(1)).quotient(Index.of(2), List.of())));
  }

  private static List<TensorValue> flip(Call call) {
    TensorValue self = call.tensor("self");
    var flipped = new HashSet<Integer>();
    call.integers("dims").forEach(number -> flipped.add(self.dimension(number)));
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      Index last = self.sizes().get(i).minus(Index.of(1));
      at.add(flipped.contains(i) ? last.minus(Index.axis(i)) : Index.axis(i));
    }
    return copy(call, self, at);
  }

  private static List<TensorValue> repeat(Call call) {
    TensorValue self = call.tensor("self");
    int added = call.outputSizes().size() - self.rank();
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      at.add(wrapped(call, Index.axis(i + added), self.sizes().get(i)));
    }
    return copy(call, self, at);
  }

  /** Without dimensions all elements are rolled, row-major. */
  private static List<TensorValue> roll(Call call) {
    TensorValue self = call.tensor("self");
    List<Index> shifts = call.indexes("shifts");
    List<Long> dimensions = call.integers("dims");
    if (dimensions.isEmpty()) {
      TensorValue flat = Views.reshape(self, List.of(Index.product(self.sizes())));
      Index place = TensorValue.rowMajor(self.sizes()).minus(shifts.getFirst());
      return copy(call, flat, List.of(wrapped(call, place, flat.sizes().getFirst())));
    }
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      Index place = Index.axis(i);
      for (int j = 0; j < dimensions.size(); j++) {
        place = self.dimension(dimensions.get(j)) == i ? place.minus(shifts.get(j)) : place;
      }
      at.add(wrapped(call, place, self.sizes().get(i)));
    }
    return copy(call, self, at);
  }

  /** Rolled along some dimensions, or all, each by what is half of its size. */
  private static List<TensorValue> shifted(Call call, UnaryOperator<Index> half) {
    TensorValue self = call.tensor("self");
    Set<Integer> dimensions = Reductions.dimensions(self, call.integers("dim"));
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      Index size = self.sizes().get(i);
      Index axis = Index.axis(i);
      at.add(dimensions.contains(i) ? wrapped(call, axis.minus(half.apply(size)), size) : axis);
    }
    return copy(call, self, at);
  }

  /** An index that starts again at 0 where the dimension ends. */
  private static Index wrapped(Call call, Index index, Index size) {
    // Nothing is ever read where there is nothing.
    return size.isConstant(0) ? Index.of(0) : index.remainder(size, call.outputSizes());
  }

  private static List<TensorValue> copy(Call call, TensorValue source, List<Index> at) {
    List<Index> sizes = call.outputSizes();
    return List.of(call.nodes().compute(source.device(), sizes, call.nodes().load(source, at, sizes)));
  }
}
