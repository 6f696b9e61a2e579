package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.model.Argument;
import graft.compiler.api.model.TensorMeta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Views that go through memory in steps of their own: diagonals and {@code as_strided}. */
final class StridedRules {

  private StridedRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::diagonal.default", call -> List.of(diagonal(call, call.tensor("self"), 0, 1)));
    rules.put("aten::linalg_diagonal.default", call -> List.of(diagonal(call, call.tensor("A"), -2, -1)));
    rules.put("aten::as_strided.default", StridedRules::asStrided);
  }

  /** The diagonal of two dimensions, as the last dimension. */
  static TensorValue diagonal(Call call, TensorValue self, long firstIfMissing, long secondIfMissing) {
    int first = self.dimension(call.integer("dim1", firstIfMissing));
    int second = self.dimension(call.integer("dim2", secondIfMissing));
    long offset = call.integer("offset", 0);
    var sizes = new ArrayList<Index>();
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      at.add(Index.axis(sizes.size()));
      if (i != first && i != second) {
        sizes.add(self.sizes().get(i));
      }
    }
    Index along = Index.axis(sizes.size());
    at.set(first, along.plus(Index.of(Math.max(-offset, 0))));
    at.set(second, along.plus(Index.of(Math.max(offset, 0))));
    sizes.add(call.outputSizes().getLast());
    return self.view(sizes, self.offset().substitute(axis -> at.get(axis.number()), sizes));
  }

  /** Steps and start count in the memory of PyTorch's tensor; where ours is laid out otherwise, that layout is made first. */
  private static List<TensorValue> asStrided(Call call) {
    return List.of(laidOut(call).view(call.indexes("size"), place(call)));
  }

  /** Where in memory an element lies by the call's steps and start. */
  static Index place(Call call) {
    List<Index> strides = call.indexes("stride");
    Index offset = call.has("storage_offset")
        ? call.index("storage_offset", 0)
        : Sizes.of(meta(call).storageOffset());
    for (int i = 0; i < strides.size(); i++) {
      offset = offset.plus(Index.axis(i).times(strides.get(i)));
    }
    return offset;
  }

  /** Whether PyTorch's tensor is row-major and all of its memory. */
  static boolean isRowMajor(Call call) {
    TensorMeta meta = meta(call);
    List<Index> strides = Sizes.of(meta.strides());
    List<Index> dense = TensorView.contiguousStrides(Sizes.of(meta.sizes()));
    return Sizes.of(meta.storageOffset()).isConstant(0) && IntStream.range(0, strides.size())
        .allMatch(i -> Sizes.of(meta.sizes()).get(i).isConstant(1) || strides.get(i).equals(dense.get(i)));
  }

  private static TensorValue laidOut(Call call) {
    TensorValue self = call.tensor("self");
    TensorMeta meta = meta(call);
    List<Index> strides = Sizes.of(meta.strides());
    Index offset = Sizes.of(meta.storageOffset());
    for (int i = 0; i < strides.size(); i++) {
      offset = self.sizes().get(i).isConstant(1) ? offset : offset.plus(Index.axis(i).times(strides.get(i)));
    }
    if (offset.equals(self.offset())) {
      return self;
    }
    List<Integer> order = IntStream.range(0, self.rank())
        .boxed()
        .sorted(Comparator.comparingLong((Integer i) -> meta.strides().get(i).hint().orElse(0)).reversed())
        .toList();
    TensorValue inOrder = Views.permute(self, order);
    List<Index> dense = order.stream().map(strides::get).toList();
    if (!dense.equals(TensorView.contiguousStrides(inOrder.sizes()))
        || !Sizes.of(meta.storageOffset()).isConstant(0)) {
      throw new UnsupportedException("memory of strides " + Sizes.text(strides) + " is not known as a whole");
    }
    return call.nodes().clone(inOrder);
  }

  private static TensorMeta meta(Call call) {
    if (call.required("self") instanceof Argument.Tensor tensor) {
      return call.graph().tensor(tensor.name());
    }
    throw new UnsupportedException("as_strided of no tensor");
  }
}
