package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.model.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that put elements around a tensor: a constant, or what lies at its borders. */
final class PaddingRules {

  private PaddingRules() {}

  /** Which element stands at a place that may lie outside a dimension of the given size. */
  private interface Border {
    Expression at(Expression place, Expression last);
  }

  static void register(Map<String, Rule> rules) {
    rules.put("aten::constant_pad_nd.default", PaddingRules::constant);
    rules.put("aten::pad.default", PaddingRules::pad);
    for (int i = 1; i <= 3; i++) {
      rules.put("aten::reflection_pad" + i + "d.default", call -> bordered(call, "padding", PaddingRules::reflected));
      rules.put("aten::replication_pad" + i + "d.default", call -> bordered(call, "padding", PaddingRules::nearest));
    }
  }

  private static List<TensorValue> pad(Call call) {
    return switch (call.text("mode", "constant")) {
      case "constant" -> constant(call);
      case "reflect" -> bordered(call, "pad", PaddingRules::reflected);
      case "circular" -> circular(call);
      case "replicate" -> bordered(call, "pad", PaddingRules::nearest);
      case String other -> throw new UnsupportedException("padding by mode " + other);
    };
  }

  private static List<TensorValue> constant(Call call) {
    TensorValue self = call.tensor("self");
    List<Index> sizes = call.outputSizes();
    List<Index> at = places(self, call.indexes("pad"));
    Expression value = call.nodes().load(self, at, sizes);
    Expression fill =
        Elementwise.operand(call, call.argument("value").orElse(new Argument.Int(0)), sizes, self.type());
    for (int i = 0; i < self.rank(); i++) {
      if (!at.get(i).equals(Index.axis(i)) || !sizes.get(i).equals(self.sizes().get(i))) {
        value = Formulas.choice(Formulas.isWithin(at.get(i), Index.of(0), self.sizes().get(i)), value, fill);
      }
    }
    return List.of(call.nodes().compute(self.device(), sizes, value));
  }

  private static List<TensorValue> bordered(Call call, String padding, Border border) {
    TensorValue self = call.tensor("self");
    List<Index> sizes = call.outputSizes();
    var at = new ArrayList<Index>();
    for (Index place : places(self, call.indexes(padding))) {
      int dimension = at.size();
      Index size = self.sizes().get(dimension);
      at.add(
          place.equals(Index.axis(dimension)) && size.equals(sizes.get(dimension))
              ? place
              : new Index.Element(
                  border.at(Formulas.position(place), Formulas.position(size.minus(Index.of(1)))), size));
    }
    return List.of(call.nodes().compute(self.device(), sizes, call.nodes().load(self, at, sizes)));
  }

  /** What lies beyond one end comes from the other, of what negative padding leaves. */
  private static List<TensorValue> circular(Call call) {
    TensorValue self = call.tensor("self");
    List<Index> padding = call.indexes("pad");
    List<Index> sizes = call.outputSizes();
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      int pair = 2 * (self.rank() - 1 - i);
      Index size = self.sizes().get(i);
      if (pair >= padding.size() || (padding.get(pair).isConstant(0) && size.equals(sizes.get(i)))) {
        at.add(Index.axis(i));
        continue;
      }
      Index cut = cut(padding.get(pair));
      Index left = size.minus(cut).minus(cut(padding.get(pair + 1)));
      Index place = Index.axis(i).minus(padding.get(pair)).minus(cut).remainder(left, sizes);
      at.add(place.plus(cut));
    }
    return List.of(call.nodes().compute(self.device(), sizes, call.nodes().load(self, at, sizes)));
  }

  /** How much negative padding takes away. */
  private static Index cut(Index padding) {
    return padding instanceof Index.Constant(long number) ? Index.of(Math.max(-number, 0)) : Index.of(0);
  }

  /** For each dimension the place in the original; padding is given from the last dimension on, in pairs. */
  private static List<Index> places(TensorValue self, List<Index> padding) {
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      int pair = 2 * (self.rank() - 1 - i);
      at.add(pair < padding.size() ? Index.axis(i).minus(padding.get(pair)) : Index.axis(i));
    }
    return at;
  }

  private static Expression reflected(Expression place, Expression last) {
    Expression fromEnd = Formulas.subtract(last, Formulas.unary(UnaryFunction.ABS, place));
    return Formulas.subtract(last, Formulas.unary(UnaryFunction.ABS, fromEnd));
  }

  private static Expression nearest(Expression place, Expression last) {
    Expression fromStart = Formulas.binary(BinaryFunction.MAXIMUM, place, Formulas.constant(0, place.type()));
    return Formulas.binary(BinaryFunction.MINIMUM, fromStart, last);
  }
}
