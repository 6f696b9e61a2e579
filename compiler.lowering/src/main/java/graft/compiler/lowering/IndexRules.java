package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operators that gather elements from places that other tensors name, and those that join tensors. */
final class IndexRules {

  private IndexRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::embedding.default", IndexRules::embedding);
    rules.put("aten::index.Tensor", IndexRules::index);
    rules.put("aten::_unsafe_index.Tensor", IndexRules::index);
    rules.put("aten::gather.default", IndexRules::gather);
    rules.put("aten::index_select.default", IndexRules::select);
    rules.put("aten::cat.default", IndexRules::cat);
  }

  private static List<TensorValue> embedding(Call call) {
    TensorValue weight = call.tensor("weight");
    return List.of(gather(call, weight, List.of(Optional.of(call.tensor("indices")), Optional.empty())));
  }

  private static List<TensorValue> index(Call call) {
    return List.of(gather(call, call.tensor("self"), call.optionalTensors("indices")));
  }

  /** Along one dimension the place that the index tensor names at the same place. */
  private static List<TensorValue> gather(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue index = call.tensor("index");
    int dimension = self.dimension(call.integer("dim", 0));
    List<Index> sizes = call.outputSizes();
    Expression element = call.nodes().load(index, sizes);
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      at.add(i == dimension ? new Index.Element(element, self.sizes().get(i)) : Index.axis(i));
    }
    return List.of(call.nodes().compute(self.device(), sizes, call.nodes().load(self, at, sizes)));
  }

  /** The elements of one dimension that a list of places names. */
  private static List<TensorValue> select(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue index = call.tensor("index");
    int dimension = self.dimension(call.integer("dim", 0));
    List<Index> sizes = call.outputSizes();
    List<Index> place = index.rank() == 0 ? List.of() : List.of(Index.axis(dimension));
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      at.add(
          i == dimension
              ? new Index.Element(call.nodes().load(index, place, sizes), self.sizes().get(i))
              : Index.axis(i));
    }
    return List.of(call.nodes().compute(self.device(), sizes, call.nodes().load(self, at, sizes)));
  }

  /**
   * Elements at places that index tensors name. The indices' common dimensions stand where the indexed ones stood if those are
   * neighbours, else in front, as in NumPy.
   */
  static TensorValue gather(Call call, TensorValue self, List<Optional<TensorValue>> indices) {
    int first = -1;
    int last = -1;
    int common = 0;
    int indexed = 0;
    for (int i = 0; i < indices.size(); i++) {
      if (indices.get(i).isPresent()) {
        TensorValue index = indices.get(i).get();
        if (index.type() == DataType.BOOL || index.type() == DataType.UINT8) {
          throw new UnsupportedException("a mask as an index: the result's size depends on data");
        }
        first = first < 0 ? i : first;
        last = i;
        indexed++;
        common = Math.max(common, index.rank());
      }
    }
    List<Index> sizes = call.outputSizes();
    int front = last - first + 1 == indexed ? Math.max(first, 0) : 0;
    var at = new ArrayList<Index>();
    int next = front == 0 ? common : 0;
    for (int i = 0; i < self.rank(); i++) {
      TensorValue index = i < indices.size() ? indices.get(i).orElse(null) : null;
      if (index != null) {
        at.add(new Index.Element(element(call, index, front + common, sizes), self.sizes().get(i)));
      } else {
        if (next == front && front > 0) {
          next += common;
        }
        at.add(Index.axis(next++));
      }
    }
    return call.nodes().compute(self.device(), sizes, call.nodes().load(self, at, sizes));
  }

  /** An element of an index tensor whose dimensions end before axis {@code end}. */
  private static Expression element(Call call, TensorValue index, int end, List<Index> extents) {
    var at = new ArrayList<Index>();
    for (int i = 0; i < index.rank(); i++) {
      at.add(index.sizes().get(i).isConstant(1) ? Index.of(0) : Index.axis(end - index.rank() + i));
    }
    return call.nodes().load(index, at, extents);
  }

  private static List<TensorValue> cat(Call call) {
    List<Index> sizes = call.outputSizes();
    int dimension = Views.dimension(call.integer("dim", 0), sizes.size());
    return List.of(
        joined(call, call.tensors("tensors"), dimension, sizes, call.output().type(), call.output().device()));
  }

  /** Tensors one after the other along a dimension of a result of these sizes. */
  static TensorValue joined(
      Call call, List<TensorValue> tensors, int dimension, List<Index> sizes, DataType type, String device) {
    Expression value = null;
    Index end = sizes.isEmpty() ? Index.of(0) : sizes.get(dimension);
    for (TensorValue tensor : tensors.reversed()) {
      // Tensors of sizes [0] may stand among others of any rank.
      if (tensor.rank() == sizes.size()) {
        for (int i = 0; i < sizes.size(); i++) {
          if (i != dimension) {
            Agreement.equal(tensor.sizes().get(i), sizes.get(i), "tensors to join");
          }
        }
        Index start = end.minus(tensor.sizes().get(dimension));
        value = joined(value, piece(call, tensor, dimension, start, type, sizes), dimension, end);
        end = start;
      }
    }
    if (value == null) {
      throw new UnsupportedException("no tensor to join");
    }
    Agreement.equal(end, Index.of(0), "pieces and their whole");
    return call.nodes().compute(device, sizes, value);
  }

  private static Expression piece(
      Call call, TensorValue tensor, int dimension, Index start, DataType type, List<Index> extents) {
    var at = new ArrayList<Index>();
    for (int i = 0; i < tensor.rank(); i++) {
      at.add(i == dimension ? Index.axis(i).minus(start) : Index.axis(i));
    }
    return Formulas.cast(call.nodes().load(tensor, at, extents), type);
  }

  private static Expression joined(@Nullable Expression after, Expression piece, int dimension, Index end) {
    if (after == null) {
      return piece;
    }
    Expression isBefore = Formulas.binary(
        BinaryFunction.LT,
        new Expression.Position(Index.axis(dimension), DataType.INT64),
        new Expression.Position(end, DataType.INT64));
    return Formulas.choice(isBefore, piece, after);
  }
}
