package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Elements of other tensors at new places: blocks, quarter turns, products of sets, places of the flattened tensor. */
final class BlockRules {

  private BlockRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::block_diag.default", BlockRules::diagonal);
    rules.put("aten::rot90.default", BlockRules::turned);
    rules.put("aten::cartesian_prod.default", BlockRules::cartesian);
    rules.put("aten::take.default", BlockRules::take);
    rules.put("aten::sum_to_size.default", BlockRules::sumToSize);
    rules.put("aten::_unsafe_masked_index.default", BlockRules::maskedIndex);
    for (int i = 1; i <= 3; i++) {
      rules.put("aten::atleast_" + i + "d.Sequence", BlockRules::raised);
    }
    for (int i = 2; i <= 3; i++) {
      int spatial = i;
      rules.put("aten::max_unpool" + i + "d.default", call -> unpooled(call, spatial));
    }
  }

  private static List<TensorValue> raised(Call call) {
    List<TensorValue> tensors = call.tensors("tensors");
    var results = new ArrayList<TensorValue>();
    for (int i = 0; i < tensors.size(); i++) {
      List<Index> sizes = Sizes.of(call.graph().tensor(call.defines().get(i)).sizes());
      results.add(Views.reshape(tensors.get(i), sizes));
    }
    return results;
  }

  /** Matrices along the diagonal, zeros elsewhere; a vector is a row. */
  private static List<TensorValue> diagonal(Call call) {
    List<Index> sizes = call.outputSizes();
    DataType type = call.output().type();
    Expression value = Formulas.constant(0, type);
    Index row = Index.of(0);
    Index column = Index.of(0);
    for (TensorValue tensor : call.tensors("tensors")) {
      TensorValue block = tensor;
      while (block.rank() < 2) {
        block = Views.unsqueeze(block, 0);
      }
      Index rowEnd = row.plus(block.sizes().get(0));
      Index columnEnd = column.plus(block.sizes().get(1));
      Expression isInside = Formulas.binary(
          BinaryFunction.AND,
          Formulas.isWithin(Index.axis(0), row, rowEnd), Formulas.isWithin(Index.axis(1), column, columnEnd));
      List<Index> at = List.of(Index.axis(0).minus(row), Index.axis(1).minus(column));
      value = Formulas.choice(isInside, Formulas.cast(call.nodes().load(block, at, sizes), type), value);
      row = rowEnd;
      column = columnEnd;
    }
    return List.of(call.nodes().compute(call.output().device(), sizes, value));
  }

  /** {@code k} quarter turns from the first of two dimensions to the second. */
  private static List<TensorValue> turned(Call call) {
    TensorValue self = call.tensor("self");
    List<Long> given = call.has("dims") ? call.integers("dims") : List.of(0L, 1L);
    int first = self.dimension(given.getFirst());
    int second = self.dimension(given.getLast());
    long turns = Math.floorMod(call.integer("k", 1), 4);
    List<Index> sizes = call.outputSizes();
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      boolean isTurned = i == first || i == second;
      int from = turns % 2 == 1 && isTurned ? first + second - i : i;
      boolean isBackwards = (turns == 2 && isTurned) || (turns == 1 && i == second) || (turns == 3 && i == first);
      Index place = Index.axis(from);
      at.add(isBackwards ? self.sizes().get(i).minus(Index.of(1)).minus(place) : place);
    }
    return List.of(call.nodes().compute(self.device(), sizes, call.nodes().load(self, at, sizes)));
  }

  /** All rows that have an element of each vector. */
  private static List<TensorValue> cartesian(Call call) {
    List<TensorValue> tensors = call.tensors("tensors");
    if (tensors.size() == 1) {
      return tensors;
    }
    List<Index> lengths = tensors.stream().map(tensor -> tensor.sizes().getFirst()).toList();
    var columns = new ArrayList<TensorValue>();
    for (int i = 0; i < tensors.size(); i++) {
      TensorValue column = tensors.get(i);
      for (int j = i + 1; j < tensors.size(); j++) {
        column = Views.unsqueeze(column, column.rank());
      }
      columns.add(Views.reshape(Views.expand(column, lengths), List.of(Index.product(lengths))));
    }
    return List.of(JoinRules.stack(call.nodes(), columns, 1, call.outputSizes(), call.output().type()));
  }

  /** Elements of the flattened tensor. */
  private static List<TensorValue> take(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue flat = Views.reshape(self, List.of(Index.product(self.sizes())));
    List<Index> sizes = call.outputSizes();
    Index place = new Index.Element(call.nodes().load(call.tensor("index"), sizes), flat.sizes().getFirst());
    return List.of(
        call.nodes().compute(self.device(), sizes, call.nodes().load(flat, List.of(place), sizes)));
  }

  /** The sum over what broadcasting to the tensor's sizes would have added. */
  private static List<TensorValue> sumToSize(Call call) {
    TensorValue self = call.tensor("self");
    List<Index> sizes = call.outputSizes();
    int added = self.rank() - sizes.size();
    var dimensions = new HashSet<Integer>();
    for (int i = 0; i < self.rank(); i++) {
      if (i < added || (sizes.get(i - added).isConstant(1) && !self.sizes().get(i).isConstant(1))) {
        dimensions.add(i);
      }
    }
    DataType type = call.output().type();
    if (dimensions.isEmpty()) {
      return List.of(Reductions.cast(call.nodes(), self, type));
    }
    DataType compute = Formulas.computeType(type);
    TensorValue sum = Reductions.reduce(
        call.nodes(), self, dimensions, true, Reduction.Kind.SUM, load -> Formulas.cast(load.apply(self), compute));
    return List.of(Reductions.cast(call.nodes(), Views.reshape(sum, sizes), type));
  }

  /** Elements at places that are moved into the tensor, and {@code fill} where the mask does not hold. */
  private static List<TensorValue> maskedIndex(Call call) {
    TensorValue self = call.tensor("self");
    List<Index> sizes = call.outputSizes();
    var indices = new ArrayList<Optional<TensorValue>>();
    List<Optional<TensorValue>> given = call.optionalTensors("indices");
    for (int i = 0; i < given.size(); i++) {
      Index last = self.sizes().get(i).minus(Index.of(1));
      indices.add(given.get(i).map(index -> moved(call, index, last)));
    }
    Expression fill = Elementwise.operand(call, call.required("fill"), sizes, self.type());
    Expression value = fill;
    if (!Index.product(self.sizes()).isConstant(0)) {
      TensorValue elements = IndexRules.gather(call, self, indices);
      value = Formulas.choice(call.nodes().load(call.tensor("mask"), sizes), call.nodes().load(elements, sizes), fill);
    }
    return List.of(call.nodes().compute(self.device(), sizes, value));
  }

  private static TensorValue moved(Call call, TensorValue index, Index last) {
    List<Index> sizes = index.sizes();
    Expression place = Formulas.cast(call.nodes().load(index, sizes), DataType.INT64);
    Expression fromStart = Formulas.binary(BinaryFunction.MAXIMUM, place, Formulas.constant(0, DataType.INT64));
    return call.nodes()
        .compute(
            index.device(), sizes, Formulas.binary(BinaryFunction.MINIMUM, fromStart, Formulas.position(last)));
  }

  /** Elements put back to the places in their image that pooling named, zeros elsewhere. */
  private static List<TensorValue> unpooled(Call call, int spatial) {
    Nodes nodes = call.nodes();
    TensorValue self = call.tensor("self");
    List<Index> sizes = call.outputSizes();
    int leading = self.rank() - spatial;
    Index images = Index.product(self.sizes().subList(0, leading));
    List<Index> flat = List.of(images, Index.product(self.sizes().subList(leading, self.rank())));
    List<Index> whole = List.of(images, Index.product(sizes.subList(leading, sizes.size())));
    TensorValue zeros = nodes.compute(self.device(), whole, Formulas.constant(0, self.type()));
    List<TensorValue> scattered = FallbackRules.call(
        call, new Operator("aten::scatter_reduce", "two"),
        List.of(
            operand(call, "self", zeros),
            new NamedOperand("dim", new Operand.Whole(Index.of(1))),
            operand(call, "index", Views.reshape(call.tensor("indices"), flat)),
            operand(call, "src", Views.reshape(self, flat)),
            new NamedOperand("reduce", new Operand.Text("none")),
            new NamedOperand("include_self", new Operand.Truth(true))),
        List.of(zeros));
    return List.of(Views.reshape(scattered.getFirst(), sizes));
  }

  private static NamedOperand operand(Call call, String name, TensorValue value) {
    return new NamedOperand(name, new Operand.Tensor(call.nodes().view(value)));
  }
}
