package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The largest and smallest elements and where they are, and whether any or all elements are true. */
final class ExtremeRules {

  private ExtremeRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::max.default", call -> extreme(call, Reduction.Kind.MAX));
    rules.put("aten::min.default", call -> extreme(call, Reduction.Kind.MIN));
    rules.put("aten::max.dim", call -> withPlaces(call, Reduction.Kind.MAX));
    rules.put("aten::min.dim", call -> withPlaces(call, Reduction.Kind.MIN));
    rules.put("aten::argmax.default", call -> List.of(place(call, extreme(call, true, Reduction.Kind.MAX))));
    rules.put("aten::argmin.default", call -> List.of(place(call, extreme(call, true, Reduction.Kind.MIN))));
    for (String overload : List.of("default", "dim", "dims")) {
      rules.put("aten::any." + overload, call -> truth(call, Reduction.Kind.MAX));
      rules.put("aten::all." + overload, call -> truth(call, Reduction.Kind.MIN));
    }
  }

  private static List<TensorValue> extreme(Call call, Reduction.Kind kind) {
    return List.of(extreme(call, false, kind));
  }

  private static List<TensorValue> withPlaces(Call call, Reduction.Kind kind) {
    TensorValue kept = extreme(call, true, kind);
    TensorValue values = Views.reshape(kept, call.outputSizes());
    return List.of(values, place(call, kept));
  }

  private static TensorValue extreme(Call call, boolean keep, Reduction.Kind kind) {
    TensorValue self = call.tensor("self");
    return Reductions.reduce(
        call.nodes(), self, Reductions.dimensions(self, call.integers("dim")), keep, kind, load -> load.apply(self));
  }

  /**
   * Where the extreme is first: along the dimension, or without one among all elements, row-major.
   *
   * @param extreme the extremes, reduced dimensions kept
   */
  private static TensorValue place(Call call, TensorValue extreme) {
    TensorValue self = call.tensor("self");
    Set<Integer> dimensions = Reductions.dimensions(self, call.integers("dim"));
    Index rowMajor = TensorValue.rowMajor(self.sizes());
    return Reductions.reduce(
        call.nodes(), self, dimensions, call.truth("keepdim", false), Reduction.Kind.MIN, (load, place) -> {
          Expression value = load.apply(self);
          Expression isExtreme = Formulas.binary(
              BinaryFunction.OR,
              Formulas.binary(BinaryFunction.EQ, value, load.apply(extreme)),
              Formulas.unary(UnaryFunction.ISNAN, value));
          Index at = self.rank() == 0
              ? Index.of(0)
              : dimensions.size() == 1
                  ? place.get(dimensions.iterator().next())
              : rowMajor.substitute(axis -> place.get(axis.number()), List.of());
          return Formulas.choice(
              isExtreme, Formulas.position(at), new Expression.Whole(Long.MAX_VALUE, DataType.INT64));
        });
  }

  /** With an empty list of dimensions nothing is reduced, as in PyTorch. */
  private static List<TensorValue> truth(Call call, Reduction.Kind kind) {
    TensorValue self = call.tensor("self");
    List<Long> numbers = call.integers("dim");
    Set<Integer> dimensions =
        call.has("dim") && numbers.isEmpty() ? Set.of() : Reductions.dimensions(self, numbers);
    TensorValue truth = Reductions.reduce(
        call.nodes(), self, dimensions, call.truth("keepdim", false), kind,
        load -> Formulas.cast(load.apply(self), DataType.BOOL));
    return List.of(Reductions.cast(call.nodes(), truth, call.output().type()));
  }
}
