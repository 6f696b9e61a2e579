package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Operators that write elements into a copy of a tensor. Where the places are known ahead, each element of the result chooses
 * where it comes from; places that other tensors name may name one element twice, so those stay calls.
 */
final class ScatterRules {

  private ScatterRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::select_scatter.default", ScatterRules::select);
    rules.put("aten::slice_scatter.default", ScatterRules::slice);
    for (String name : List.of(
        "scatter.src", "scatter.value", "scatter.reduce", "scatter.value_reduce", "scatter_add.default",
        "scatter_reduce.two")) {
      both(rules, name, ScatterRules::scatter);
    }
    both(rules, "index_put.default", ScatterRules::put);
    both(rules, "_unsafe_index_put.default", ScatterRules::put);
    both(rules, "index_copy.default", call -> along(call, call.tensor("source"), false));
    both(rules, "index_add.default", call -> along(call, scaled(call), true));
  }

  /** Registers an operator, and the one in place. */
  static void both(Map<String, Rule> rules, String operator, Rule rule) {
    rules.put("aten::" + operator, rule);
    rules.put("aten::" + operator.replace(".", "_."), inPlace(rule));
  }

  /** Computes anew, and gives the result to the operator's first argument, unless it is a view of that. */
  static Rule inPlace(Rule rule) {
    return call -> {
      TensorValue target = call.tensor("self");
      TensorValue result = rule.lower(call).getFirst();
      if (result.storage() == target.storage()) {
        return List.of(result);
      }
      call.nodes().assign(target, call.nodes().load(result, target.sizes()));
      return List.of(target);
    };
  }

  private static List<TensorValue> select(Call call) {
    TensorValue self = call.tensor("self");
    int dimension = self.dimension(call.integer("dim", 0));
    Index index = call.fromStart("index", self.sizes().get(dimension));
    Expression isSelected = Formulas.binary(
        BinaryFunction.EQ, Formulas.position(Index.axis(dimension)), Formulas.position(index));
    TensorValue source = Views.unsqueeze(call.tensor("src"), dimension);
    return chosen(call, isSelected, call.nodes().load(source, self.sizes()));
  }

  private static List<TensorValue> slice(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue source = call.tensor("src");
    int dimension = self.dimension(call.integer("dim", 0));
    Index start = call.start("start", self.sizes().get(dimension));
    Index step = call.index("step", 1);
    Index distance = Index.axis(dimension).minus(start);
    Index place = distance.quotient(step, List.of());
    Expression isOnStep = Formulas.binary(
        BinaryFunction.EQ,
        Formulas.position(distance.remainder(step, List.of())),
        Formulas.position(Index.of(0)));
    Expression isWithin = Formulas.isWithin(place, Index.of(0), source.sizes().get(dimension));
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      at.add(i == dimension ? place : Index.axis(i));
    }
    return chosen(
        call,
        Formulas.binary(BinaryFunction.AND, isWithin, isOnStep),
        call.nodes().load(source, at, self.sizes()));
  }

  /** The first operand, where it is not replaced. */
  static List<TensorValue> chosen(Call call, Expression isReplaced, Expression replacement) {
    TensorValue self = call.tensor("self");
    Expression value = Formulas.choice(
        isReplaced, Formulas.cast(replacement, self.type()), call.nodes().load(self, self.sizes()));
    return List.of(call.nodes().compute(self.device(), self.sizes(), value));
  }

  /** A number is passed as a tensor of the index's sizes, all of whose elements are one. */
  private static List<TensorValue> scatter(Call call) {
    TensorValue index = call.tensor("index");
    var operands = new ArrayList<NamedOperand>();
    operands.add(tensor(call, "self", call.tensor("self")));
    operands.add(new NamedOperand("dim", new Operand.Whole(call.index("dim", 0))));
    operands.add(tensor(call, "index", index));
    TensorValue source = call.has("src") ? call.tensor("src") : Views.expand(number(call), index.sizes());
    operands.add(tensor(call, "src", source));
    String reduce = call.operator().packet().startsWith("aten::scatter_add") ? "sum" : call.text("reduce", "none");
    operands.add(new NamedOperand("reduce", new Operand.Text(reduce)));
    operands.add(new NamedOperand("include_self", new Operand.Truth(call.truth("include_self", true))));
    return FallbackRules.call(call, new Operator("aten::scatter_reduce", "two"), operands);
  }

  private static TensorValue number(Call call) {
    DataType type = call.tensor("self").type();
    Expression value = Elementwise.operand(call, call.required("value"), List.of(), type);
    return call.nodes().compute(call.tensor("self").device(), List.of(), value);
  }

  /** The index tensors are passed without gaps, with the dimension at which each stands. */
  private static List<TensorValue> put(Call call) {
    var indices = new ArrayList<TensorView>();
    var dimensions = new ArrayList<Index>();
    int dimension = 0;
    for (Optional<TensorValue> index : call.optionalTensors("indices")) {
      if (index.isPresent()) {
        indices.add(call.nodes().view(index.get()));
        dimensions.add(Index.of(dimension));
      }
      boolean isMask = index.isPresent() && index.get().type() == DataType.BOOL;
      dimension += isMask ? index.get().rank() : 1;
    }
    return put(call, indices, dimensions, call.tensor("values"), call.truth("accumulate", false));
  }

  /** Lines of {@code source} go to the places along a dimension that {@code index} names. */
  private static List<TensorValue> along(Call call, TensorValue source, boolean accumulate) {
    TensorValue self = call.tensor("self");
    if (self.rank() == 0) {
      return List.of(ofOneElement(call, source, accumulate));
    }
    int dimension = self.dimension(call.integer("dim", 0));
    return put(
        call, List.of(call.nodes().view(call.tensor("index"))), List.of(Index.of(dimension)), source, accumulate);
  }

  /** All lines have one element and go to the only place: what counts is the last, or their sum. */
  private static TensorValue ofOneElement(Call call, TensorValue source, boolean accumulate) {
    TensorValue self = call.tensor("self");
    TensorValue values = Views.reshape(source, List.of(Index.product(source.sizes())));
    Expression old = call.nodes().load(self, List.of());
    if (accumulate) {
      TensorValue sum = Reductions.reduce(
          call.nodes(), values, Set.of(0), false, Reduction.Kind.SUM, load -> load.apply(values));
      return call.nodes()
          .compute(self.device(), List.of(), Formulas.add(old, call.nodes().load(sum, List.of())));
    }
    return call.nodes().clone(Views.select(values, 0, values.sizes().getFirst().minus(Index.of(1))));
  }

  private static TensorValue scaled(Call call) {
    TensorValue source = call.tensor("source");
    double alpha = call.real("alpha", 1);
    DataType compute = Formulas.computeType(source.type());
    Expression value =
        Formulas.multiply(Formulas.cast(call.nodes().load(source, source.sizes()), compute), alpha);
    return alpha == 1
        ? source
        : call.nodes().compute(source.device(), source.sizes(), Formulas.cast(value, source.type()));
  }

  private static List<TensorValue> put(
      Call call, List<TensorView> indices, List<Index> dimensions, TensorValue values, boolean accumulate) {
    return FallbackRules.call(
        call,
        new Operator("aten::index_put", "default"),
        List.of(
            tensor(call, "self", call.tensor("self")),
            new NamedOperand("indices", new Operand.Tensors(indices)),
            new NamedOperand("dimensions", new Operand.Wholes(dimensions)),
            tensor(call, "values", values),
            new NamedOperand("accumulate", new Operand.Truth(accumulate))));
  }

  private static NamedOperand tensor(Call call, String name, TensorValue value) {
    return new NamedOperand(name, new Operand.Tensor(call.nodes().view(value)));
  }
}
