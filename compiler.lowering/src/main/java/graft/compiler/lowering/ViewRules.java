package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import graft.compiler.api.model.TensorMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that show memory in another way. What they return shares the storage. */
final class ViewRules {

  private ViewRules() {}

  static void register(Map<String, Rule> rules) {
    for (String name : List.of(
        "view.default", "_unsafe_view.default", "reshape.default", "flatten.using_ints", "unsqueeze.default",
        "squeeze.default", "squeeze.dim", "squeeze.dims", "unflatten.int", "view_as.default", "reshape_as.default",
        "ravel.default", "atleast_1d.default", "atleast_2d.default", "atleast_3d.default")) {
      rules.put("aten::" + name, call -> List.of(Views.reshape(call.tensor("self"), call.outputSizes())));
    }
    for (String name : List.of(
        "alias.default", "detach.default", "detach_.default", "positive.default", "resolve_conj.default",
        "resolve_neg.default", "real.default")) {
      rules.put("aten::" + name, call -> List.of(call.tensor("self")));
    }
    for (String name : List.of("expand.default", "expand_as.default", "broadcast_to.default")) {
      rules.put("aten::" + name, call -> List.of(Views.expand(call.tensor("self"), call.outputSizes())));
    }
    rules.put("aten::permute.default", ViewRules::permute);
    rules.put("aten::transpose_.default", call -> transpose(call, call.integer("dim0", 0), call.integer("dim1", 0)));
    rules.put("aten::transpose.int", call -> transpose(call, call.integer("dim0", 0), call.integer("dim1", 0)));
    for (String name : List.of("swapaxes", "swapdims")) {
      boolean isAxes = name.equals("swapaxes");
      rules.put(
          "aten::" + name + ".default",
          call -> transpose(
              call, call.integer(isAxes ? "axis0" : "dim0", 0), call.integer(isAxes ? "axis1" : "dim1", 0)));
    }
    rules.put("aten::t.default", call -> transpose(call, 0, -1));
    for (String name : List.of("mT", "mH", "matrix_H", "adjoint")) {
      rules.put("aten::" + name + ".default", call -> transpose(call, -2, -1));
    }
    rules.put("aten::numpy_T.default", ViewRules::reverse);
    rules.put("aten::movedim.int", ViewRules::move);
    rules.put("aten::movedim.intlist", ViewRules::move);
    rules.put("aten::moveaxis.int", ViewRules::move);
    rules.put("aten::moveaxis.intlist", ViewRules::move);
    rules.put("aten::narrow.default", ViewRules::slice);
    rules.put("aten::narrow_copy.default", call -> List.of(call.nodes().clone(slice(call).getFirst())));
    rules.put("aten::unfold.default", ViewRules::unfold);
    rules.put("aten::select.int", ViewRules::select);
    rules.put("aten::slice.Tensor", ViewRules::slice);
    for (String name : List.of(
        "split_with_sizes.default", "split.Tensor", "split.sizes", "chunk.default", "tensor_split.sections",
        "tensor_split.indices", "vsplit.int", "vsplit.array")) {
      rules.put("aten::" + name, call -> split(call, call.integer("dim", 0)));
    }
    for (String overload : List.of("int", "array")) {
      rules.put("aten::hsplit." + overload, call -> split(call, call.tensor("self").rank() == 1 ? 0 : 1));
      rules.put("aten::dsplit." + overload, call -> split(call, 2));
    }
  }

  private static List<TensorValue> permute(Call call) {
    TensorValue self = call.tensor("self");
    return List.of(Views.permute(self, call.integers("dims").stream().map(self::dimension).toList()));
  }

  private static List<TensorValue> transpose(Call call, long first, long second) {
    TensorValue self = call.tensor("self");
    return List.of(
        self.rank() < 2 ? self : Views.transpose(self, self.dimension(first), self.dimension(second)));
  }

  private static List<TensorValue> reverse(Call call) {
    TensorValue self = call.tensor("self");
    var order = new ArrayList<Integer>();
    for (int i = self.rank() - 1; i >= 0; i--) {
      order.add(i);
    }
    return List.of(Views.permute(self, order));
  }

  /** Some dimensions go to new places; the others keep their order around them. */
  private static List<TensorValue> move(Call call) {
    TensorValue self = call.tensor("self");
    List<Integer> from = call.integers("source").stream().map(self::dimension).toList();
    List<Integer> to = call.integers("destination").stream().map(self::dimension).toList();
    var rest = new ArrayList<Integer>();
    for (int i = 0; i < self.rank(); i++) {
      if (!from.contains(i)) {
        rest.add(i);
      }
    }
    var order = new ArrayList<Integer>();
    for (int i = 0; i < self.rank(); i++) {
      order.add(to.contains(i) ? from.get(to.indexOf(i)) : rest.removeFirst());
    }
    return List.of(Views.permute(self, order));
  }

  /** Windows of a dimension, {@code step} apart, their elements in a new last dimension. */
  private static List<TensorValue> unfold(Call call) {
    TensorValue self = call.tensor("self");
    List<Index> sizes = call.outputSizes();
    int dimension = self.dimension(call.integer("dimension", 0));
    Index within = Index.axis(self.rank());
    Index step = call.index("step", 1);
    Index offset = self.offset().substitute(
        axis -> axis.number() == dimension ? axis.times(step).plus(within) : axis, sizes);
    Index whole = self.rank() == 0 ? offset.plus(Index.axis(0)) : offset;
    return List.of(self.view(sizes, whole));
  }

  private static List<TensorValue> select(Call call) {
    TensorValue self = call.tensor("self");
    int dimension = self.dimension(call.integer("dim", 0));
    return List.of(
        Views.select(self, dimension, call.fromStart("index", self.sizes().get(dimension))));
  }

  private static List<TensorValue> slice(Call call) {
    TensorValue self = call.tensor("self");
    int dimension = self.dimension(call.integer("dim", 0));
    Index size = self.sizes().get(dimension);
    Index start = call.start("start", size);
    Index length = call.outputSizes().get(dimension);
    return List.of(Views.slice(self, dimension, start, call.index("step", 1), length));
  }

  /** Pieces one after the other along a dimension; the exporter knows how long each is. */
  private static List<TensorValue> split(Call call, long along) {
    TensorValue self = call.tensor("self");
    int dimension = self.dimension(along);
    var pieces = new ArrayList<TensorValue>();
    Index start = Index.of(0);
    for (String piece : call.defines()) {
      TensorMeta meta = call.graph().tensor(piece);
      Index length = Sizes.of(meta.sizes().get(dimension));
      pieces.add(Views.slice(self, dimension, start, Index.of(1), length));
      start = start.plus(length);
    }
    return pieces;
  }
}
