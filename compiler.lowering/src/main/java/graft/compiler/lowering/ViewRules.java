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
        "squeeze.default", "squeeze.dim", "squeeze.dims", "unflatten.int", "view_as.default", "reshape_as.default")) {
      rules.put("aten::" + name, call -> List.of(Views.reshape(call.tensor("self"), call.outputSizes())));
    }
    for (String name : List.of("alias.default", "detach.default", "detach_.default")) {
      rules.put("aten::" + name, call -> List.of(call.tensor("self")));
    }
    for (String name : List.of("expand.default", "expand_as.default", "broadcast_to.default")) {
      rules.put("aten::" + name, call -> List.of(Views.expand(call.tensor("self"), call.outputSizes())));
    }
    rules.put("aten::permute.default", ViewRules::permute);
    rules.put("aten::transpose.int", call -> transpose(call, call.integer("dim0", 0), call.integer("dim1", 0)));
    rules.put("aten::t.default", call -> transpose(call, 0, -1));
    rules.put("aten::select.int", ViewRules::select);
    rules.put("aten::slice.Tensor", ViewRules::slice);
    rules.put("aten::split_with_sizes.default", ViewRules::split);
    rules.put("aten::split.Tensor", ViewRules::split);
    rules.put("aten::chunk.default", ViewRules::split);
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

  private static List<TensorValue> select(Call call) {
    TensorValue self = call.tensor("self");
    int dimension = self.dimension(call.integer("dim", 0));
    return List.of(
        Views.select(self, dimension, Views.fromStart(call.index("index", 0), self.sizes().get(dimension))));
  }

  private static List<TensorValue> slice(Call call) {
    TensorValue self = call.tensor("self");
    int dimension = self.dimension(call.integer("dim", 0));
    Index size = self.sizes().get(dimension);
    Index start = Views.start(call.index("start", 0), size);
    Index length = call.outputSizes().get(dimension);
    return List.of(Views.slice(self, dimension, start, call.index("step", 1), length));
  }

  /** Pieces one after the other along a dimension; the exporter knows how long each is. */
  private static List<TensorValue> split(Call call) {
    TensorValue self = call.tensor("self");
    int dimension = self.dimension(call.integer("dim", 0));
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
