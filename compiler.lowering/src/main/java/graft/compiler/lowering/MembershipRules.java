package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether numbers are near each other, among others or not zero, and how many fall into each of some ranges. */
final class MembershipRules {

  private MembershipRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put(
        "aten::isclose.default",
        call -> Elementwise.rule(Kind.PROMOTED, x -> isClose(call, x.getFirst(), x.get(1)), "self", "other")
            .lower(call));
    rules.put("aten::isin.Tensor_Tensor", MembershipRules::isIn);
    rules.put(
        "aten::isin.Tensor_Scalar",
        call -> Elementwise.rule(
            Kind.PROMOTED,
            x -> Formulas.binary(
                call.truth("invert", false) ? BinaryFunction.NE : BinaryFunction.EQ, x.getFirst(), x.get(1)),
            "elements", "test_element").lower(call));
    rules.put("aten::histc.default", MembershipRules::histogram);
    rules.put("aten::nonzero_static.default", MembershipRules::nonZero);
  }

  /** Equal, or a finite distance of at most {@code atol + |rtol · y|}. */
  private static Expression isClose(Call call, Expression first, Expression second) {
    Expression x = first.type().isFloatingPoint() ? first : Formulas.cast(first, DataType.FLOAT64);
    Expression y = Formulas.cast(second, x.type());
    Expression isSame = Formulas.binary(BinaryFunction.EQ, first, second);
    if (call.truth("equal_nan", false)) {
      Expression areNan = Formulas.binary(
          BinaryFunction.AND, Formulas.unary(UnaryFunction.ISNAN, x), Formulas.unary(UnaryFunction.ISNAN, y));
      isSame = Formulas.binary(BinaryFunction.OR, isSame, areNan);
    }
    Expression distance = Formulas.unary(UnaryFunction.ABS, Formulas.subtract(x, y));
    Expression allowed = Formulas.add(
        Formulas.unary(UnaryFunction.ABS, Formulas.multiply(y, call.real("rtol", 1e-5))),
        Formulas.constant(call.real("atol", 1e-8), x.type()));
    Expression isNear = Formulas.binary(
        BinaryFunction.AND,
        Formulas.unary(UnaryFunction.NOT, Formulas.unary(UnaryFunction.ISINF, distance)),
        Formulas.binary(BinaryFunction.LE, distance, allowed));
    return Formulas.binary(BinaryFunction.OR, isSame, isNear);
  }

  private static List<TensorValue> isIn(Call call) {
    Nodes nodes = call.nodes();
    TensorValue elements = call.tensor("elements");
    TensorValue all = call.tensor("test_elements");
    TensorValue tests = Views.reshape(all, List.of(Index.product(all.sizes())));
    DataType type = Promotion.of(
        List.of(
            new Promotion.Operand(elements.type(), Promotion.Rank.TENSOR),
            new Promotion.Operand(tests.type(), Promotion.Rank.TENSOR)));
    var sizes = new ArrayList<>(elements.sizes());
    sizes.add(tests.sizes().getFirst());
    TensorValue grid = TensorValue.whole(DataType.BOOL, elements.device(), sizes);
    TensorValue column = Views.unsqueeze(elements, elements.rank());
    TensorValue isIn = Reductions.reduce(
        nodes, grid, Set.of(elements.rank()), false, Reduction.Kind.MAX,
        load -> Formulas.binary(
            BinaryFunction.EQ, Formulas.cast(load.apply(column), type), Formulas.cast(load.apply(tests), type)));
    return call.truth("invert", false)
        ? List.of(
            nodes.compute(
                elements.device(), isIn.sizes(), Formulas.unary(UnaryFunction.NOT, nodes.load(isIn, isIn.sizes()))))
        : List.of(isIn);
  }

  /** Ranges of equal width from {@code min} to {@code max}, or between the extremes of the elements where these are equal. */
  private static List<TensorValue> histogram(Call call) {
    Nodes nodes = call.nodes();
    TensorValue self = call.tensor("self");
    TensorValue flat = Views.reshape(self, List.of(Index.product(self.sizes())));
    DataType type = self.type();
    Index bins = call.index("bins", 100);
    if (flat.sizes().getFirst().isConstant(0)) {
      return List.of(nodes.compute(self.device(), List.of(bins), Formulas.constant(0, type)));
    }
    boolean isGiven = call.real("min", 0) != call.real("max", 0);
    Expression low = isGiven ? Formulas.constant(call.real("min", 0), type) : extreme(nodes, flat, Reduction.Kind.MIN);
    Expression high = isGiven ? Formulas.constant(call.real("max", 0), type) : extreme(nodes, flat, Reduction.Kind.MAX);
    Expression isPoint = Formulas.binary(BinaryFunction.EQ, low, high);
    Expression one = Formulas.constant(1, type);
    Expression from = isGiven ? low : Formulas.choice(isPoint, Formulas.subtract(low, one), low);
    Expression to = isGiven ? high : Formulas.choice(isPoint, Formulas.add(high, one), high);
    TensorValue grid = TensorValue.whole(type, self.device(), List.of(bins, flat.sizes().getFirst()));
    return List.of(
        Reductions.reduce(nodes, grid, Set.of(1), false, Reduction.Kind.SUM, (load, place) -> {
          Expression x = load.apply(flat);
          Expression share = Formulas.divide(
              Formulas.multiply(Formulas.subtract(x, from), Formulas.cast(Formulas.position(bins), type)),
              Formulas.subtract(to, from));
          Expression last = Formulas.position(bins.minus(Index.of(1)));
          Expression bin = Formulas.binary(BinaryFunction.MINIMUM, Formulas.cast(share, DataType.INT64), last);
          Expression isWithin = Formulas.binary(
              BinaryFunction.AND, Formulas.binary(BinaryFunction.GE, x, from),
              Formulas.binary(BinaryFunction.LE, x, to));
          Expression isHere = Formulas.binary(BinaryFunction.EQ, bin, Formulas.position(place.getFirst()));
          return Formulas.choice(
              Formulas.binary(BinaryFunction.AND, isWithin, isHere), one, Formulas.constant(0, type));
        }));
  }

  /** The indices of elements other than 0, as many as are asked for, then a number that fills up. */
  private static List<TensorValue> nonZero(Call call) {
    Nodes nodes = call.nodes();
    TensorValue self = call.tensor("self");
    TensorValue flat = Views.reshape(self, List.of(Index.product(self.sizes())));
    List<Index> sizes = call.outputSizes();
    TensorValue counted = nodes.compute(
        self.device(), flat.sizes(),
        Formulas.cast(Formulas.cast(nodes.load(flat, flat.sizes()), DataType.BOOL), DataType.INT64));
    List<Index> rows = sizes.subList(0, 1);
    TensorValue numbers =
        nodes.compute(self.device(), rows, Formulas.position(Index.axis(0).plus(Index.of(1))));
    TensorValue places = SortedRules.places(call, SortedRules.sums(call, counted), numbers, false);
    Expression place = nodes.load(places, List.of(Index.axis(0)), sizes);
    Expression count = Formulas.position(flat.sizes().getFirst());
    Expression value = Formulas.constant(0, DataType.INT64);
    Index step = Index.of(1);
    for (int i = self.rank() - 1; i >= 0; i--) {
      Index size = self.sizes().get(i);
      Expression index = Formulas.binary(
          BinaryFunction.REMAINDER, Formulas.binary(BinaryFunction.FLOOR_DIV, place, Formulas.position(step)),
          Formulas.position(size));
      Expression isHere =
          Formulas.binary(BinaryFunction.EQ, Formulas.position(Index.axis(1)), Formulas.position(Index.of(i)));
      value = Formulas.choice(isHere, index, value);
      step = step.times(size);
    }
    Expression isFound = Formulas.binary(BinaryFunction.LT, place, count);
    Expression filling = new Expression.Whole(call.integer("fill_value", -1), DataType.INT64);
    return List.of(nodes.compute(self.device(), sizes, Formulas.choice(isFound, value, filling)));
  }

  private static Expression extreme(Nodes nodes, TensorValue tensor, Reduction.Kind kind) {
    TensorValue extreme = Reductions.reduce(nodes, tensor, Set.of(0), false, kind, load -> load.apply(tensor));
    return nodes.load(extreme, List.of());
  }
}
