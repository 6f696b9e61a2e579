package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.model.Argument;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is read off sorted elements: their order, medians, and where a value would stand among them. */
final class SortedRules {

  private static final Operator SORT = new Operator("aten::sort", "stable");
  private static final Operator SEARCH = new Operator("aten::searchsorted", "Tensor");

  private SortedRules() {}

  static void register(Map<String, Rule> rules) {
    for (String overload : List.of("default", "stable")) {
      rules.put(
          "aten::argsort." + overload,
          call -> List.of(sort(call, call.tensor("self"), dimension(call), call.truth("descending", false)).getLast()));
    }
    rules.put(
        "aten::msort.default",
        call -> List.of(sort(call, call.tensor("self"), 0, false).getFirst()));
    rules.put("aten::median.default", SortedRules::medianOfAll);
    rules.put("aten::median.dim", SortedRules::medians);
    rules.put("aten::nanmedian.default", call -> withoutNan(call, true).subList(0, 1));
    rules.put("aten::nanmedian.dim", call -> withoutNan(call, false));
    rules.put("aten::kthvalue.default", SortedRules::kth);
    rules.put("aten::searchsorted.Tensor", call -> search(call, call.tensor("sorted_sequence"), call.tensor("self")));
    rules.put("aten::searchsorted.Scalar", call -> search(call, call.tensor("sorted_sequence"), number(call)));
    rules.put("aten::bucketize.Tensor", call -> search(call, call.tensor("boundaries"), call.tensor("self")));
    rules.put("aten::bucketize.Scalar", call -> search(call, call.tensor("boundaries"), number(call)));
  }

  private static int dimension(Call call) {
    return call.tensor("self").dimension(call.integer("dim", -1));
  }

  /** Values and where they came from. */
  static List<TensorValue> sort(Call call, TensorValue self, int dimension, boolean descending) {
    return FallbackRules.call(
        call, SORT,
        List.of(
            new NamedOperand("self", new Operand.Tensor(call.nodes().view(self))),
            new NamedOperand("dim", new Operand.Whole(Index.of(dimension))),
            new NamedOperand("descending", new Operand.Truth(descending))),
        List.of(self, TensorValue.whole(DataType.INT64, self.device(), self.sizes())));
  }

  private static List<TensorValue> kth(Call call) {
    return elements(call, call.tensor("self"), dimension(call), call.index("k", 1).minus(Index.of(1)));
  }

  private static List<TensorValue> medians(Call call) {
    TensorValue self = call.tensor("self");
    int dimension = dimension(call);
    return elements(call, self, dimension, self.rank() == 0 ? Index.of(0) : middle(self, dimension));
  }

  private static List<TensorValue> medianOfAll(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue flat = Views.reshape(self, List.of(Index.product(self.sizes())));
    return elements(call, flat, 0, middle(flat, 0)).subList(0, 1);
  }

  /** The middle of the numbers of each line: NaN is sorted last. */
  private static List<TensorValue> withoutNan(Call call, boolean isOfAll) {
    TensorValue given = call.tensor("self");
    TensorValue self =
        isOfAll || given.rank() == 0 ? Views.reshape(given, List.of(Index.product(given.sizes()))) : given;
    int dimension = isOfAll || given.rank() == 0 ? 0 : dimension(call);
    Expression one = Formulas.constant(1, DataType.INT64);
    Expression none = Formulas.constant(0, DataType.INT64);
    TensorValue count = Reductions.reduce(
        call.nodes(), self, Set.of(dimension), true, Reduction.Kind.SUM,
        load -> self.type().isFloatingPoint()
            ? Formulas.choice(Formulas.unary(UnaryFunction.ISNAN, load.apply(self)), none, one)
            : one);
    List<Index> sizes = count.sizes();
    Expression before = Formulas.binary(
        BinaryFunction.MAXIMUM, Formulas.subtract(call.nodes().load(count, sizes), one), none);
    Expression place = Formulas.binary(BinaryFunction.FLOOR_DIV, before, Formulas.constant(2, DataType.INT64));
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      at.add(i == dimension ? new Index.Element(place, self.sizes().get(i)) : Index.axis(i));
    }
    List<TensorValue> sorted = sort(call, self, dimension, false);
    var results = new ArrayList<TensorValue>();
    for (int i = 0; i < Math.max(call.defines().size(), 1); i++) {
      TensorValue chosen = call.nodes()
          .compute(self.device(), sizes, call.nodes().load(sorted.get(i), at, sizes));
      results.add(Views.reshape(chosen, Sizes.of(call.graph().tensor(call.defines().get(i)).sizes())));
    }
    return results;
  }

  private static Index middle(TensorValue tensor, int dimension) {
    return tensor.sizes().get(dimension).minus(Index.of(1)).quotient(Index.of(2), List.of());
  }

  /** One of the sorted elements, and where it came from; a line that has NaN, which is sorted last, has no median. */
  private static List<TensorValue> elements(Call call, TensorValue self, int dimension, Index place) {
    boolean isMedian = call.operator().packet().equals("aten::median");
    List<TensorValue> sorted = sort(call, self, dimension, false);
    var results = new ArrayList<TensorValue>();
    for (int i = 0; i < Math.max(call.defines().size(), 1); i++) {
      TensorValue values = sorted.get(i);
      if (values.rank() == 0) {
        results.add(values);
        continue;
      }
      TensorValue chosen = Views.select(values, dimension, place);
      if (isMedian && self.type().isFloatingPoint()) {
        Index end = self.sizes().get(dimension).minus(Index.of(1));
        TensorValue last = Views.select(sorted.getFirst(), dimension, end);
        Expression isNan = Formulas.unary(
            UnaryFunction.ISNAN, call.nodes().load(last, last.sizes()));
        chosen = call.nodes()
            .compute(
                self.device(), chosen.sizes(),
                Formulas.choice(
                    isNan, call.nodes().load(Views.select(values, dimension, end), chosen.sizes()),
                    call.nodes().load(chosen, chosen.sizes())));
      }
      results.add(Views.reshape(chosen, Sizes.of(call.graph().tensor(call.defines().get(i)).sizes())));
    }
    return results;
  }

  private static TensorValue number(Call call) {
    DataType type = call.required("self") instanceof Argument.Real
        ? DataType.FLOAT64
        : DataType.INT64;
    return call.nodes()
        .compute("cpu", List.of(), Elementwise.operand(call, call.required("self"), List.of(), type));
  }

  private static List<TensorValue> search(Call call, TensorValue sequence, TensorValue values) {
    TensorValue sorted = call.optionalTensor("sorter").map(order -> inOrder(call, sequence, order)).orElse(sequence);
    var operands = new ArrayList<NamedOperand>();
    operands.add(new NamedOperand("sorted_sequence", new Operand.Tensor(call.nodes().view(sorted))));
    operands.add(new NamedOperand("self", new Operand.Tensor(call.nodes().view(values))));
    operands.add(new NamedOperand("out_int32", new Operand.Truth(call.truth("out_int32", false))));
    operands.add(new NamedOperand("right", new Operand.Truth(call.truth("right", false))));
    operands.add(new NamedOperand("side", new Operand.Text(call.text("side", "left"))));
    return FallbackRules.call(call, SEARCH, operands);
  }

  /** Before which element of its sorted line, or with {@code isRight} behind which, each value belongs. */
  static TensorValue places(Call call, TensorValue sorted, TensorValue values, boolean isRight) {
    var operands = List.of(
        new NamedOperand("sorted_sequence", new Operand.Tensor(call.nodes().view(sorted))),
        new NamedOperand("self", new Operand.Tensor(call.nodes().view(values))),
        new NamedOperand("right", new Operand.Truth(isRight)));
    TensorValue result = TensorValue.whole(DataType.INT64, values.device(), values.sizes());
    return FallbackRules.call(call, SEARCH, operands, List.of(result)).getFirst();
  }

  /** The sum of each element of a list and all before it. */
  static TensorValue sums(Call call, TensorValue list) {
    return FallbackRules.call(
        call, new Operator("aten::cumsum", "default"),
        List.of(
            new NamedOperand("self", new Operand.Tensor(call.nodes().view(list))),
            new NamedOperand("dim", new Operand.Whole(Index.of(0)))),
        List.of(TensorValue.whole(DataType.INT64, list.device(), list.sizes()))).getFirst();
  }

  /** The elements of each line as their places say. */
  private static TensorValue inOrder(Call call, TensorValue sequence, TensorValue order) {
    List<Index> sizes = sequence.sizes();
    var at = new ArrayList<Index>();
    for (int i = 0; i < sizes.size() - 1; i++) {
      at.add(Index.axis(i));
    }
    at.add(new Index.Element(call.nodes().load(order, sizes), sizes.getLast()));
    return call.nodes().compute(sequence.device(), sizes, call.nodes().load(sequence, at, sizes));
  }
}
