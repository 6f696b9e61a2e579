package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.model.Argument;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;

/** Copies, conversions and moves between devices. */
final class CopyRules {

  private CopyRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::clone.default", call -> List.of(call.nodes().clone(call.tensor("self"))));
    rules.put("aten::lift_fresh_copy.default", call -> List.of(call.nodes().clone(call.tensor("self"))));
    rules.put("aten::contiguous.default", CopyRules::contiguous);
    rules.put("aten::copy_.default", CopyRules::copyInto);
    rules.put("aten::copy.default", CopyRules::copyOver);
    for (String name : List.of("to.dtype", "to.dtype_layout", "to.device", "to.other", "type_as.default")) {
      rules.put("aten::" + name, call -> convert(call, call.truth("copy", false)));
    }
    rules.put("aten::_to_copy.default", call -> convert(call, true));
    for (String check : List.of(
        "_assert_tensor_metadata", "_assert_scalar", "sym_constrain_range", "sym_constrain_range_for_size",
        "_nested_tensor_from_mask_left_aligned")) {
      rules.put("aten::" + check + ".default", CopyRules::check);
    }
  }

  private static List<TensorValue> convert(Call call, boolean mustCopy) {
    TensorValue self = call.tensor("self");
    TensorValue moved = to(call.nodes(), self, call.output().type(), call.output().device());
    return List.of(mustCopy && moved.storage() == self.storage() ? call.nodes().clone(self) : moved);
  }

  /** The same values in another type and on another device; itself, where nothing changes. */
  private static TensorValue to(Nodes nodes, TensorValue tensor, DataType type, String device) {
    TensorValue typed = tensor.type() == type
        ? tensor
        : nodes.compute(
            tensor.device(), tensor.sizes(), Formulas.cast(nodes.load(tensor, tensor.sizes()), type));
    return typed.device().equals(device) ? typed : nodes.copy(typed, device);
  }

  /** A tensor that PyTorch sees contiguous already is returned as it is. */
  private static List<TensorValue> contiguous(Call call) {
    TensorValue self = call.tensor("self");
    boolean shares = call.required("self") instanceof Argument.Tensor source && isContiguous(call, source.name());
    return List.of(shares ? self : call.nodes().clone(self));
  }

  private static boolean isContiguous(Call call, String tensor) {
    TensorMeta meta = call.graph().tensor(tensor);
    Index step = Index.of(1);
    for (int i = meta.rank() - 1; i >= 0; i--) {
      Index size = Sizes.of(meta.sizes().get(i));
      SymInt stride = meta.strides().get(i);
      if (!size.isConstant(1) && !Sizes.of(stride).equals(step)) {
        return false;
      }
      step = step.times(size);
    }
    return true;
  }

  /** As in PyTorch, a tensor copied into itself is not written. */
  private static List<TensorValue> copyInto(Call call) {
    TensorValue target = call.tensor("self");
    TensorValue source = call.tensor("src");
    if (source.equals(target)) {
      return List.of(target);
    }
    if (!source.device().equals(target.device())) {
      source = call.nodes().copy(source, target.device());
    }
    Expression value = Formulas.cast(call.nodes().load(source, target.sizes()), target.type());
    call.nodes().assign(target, value);
    return List.of(target);
  }

  private static List<TensorValue> copyOver(Call call) {
    TensorValue source = to(call.nodes(), call.tensor("src"), call.output().type(), call.output().device());
    return List.of(call.nodes().clone(Views.expand(source, call.outputSizes())));
  }

  /** What the exporter made sure of needs no work, unless somebody asks for the answer. */
  private static List<TensorValue> check(Call call) {
    if (!call.defines().isEmpty()) {
      throw new UnsupportedException("the answer of a check");
    }
    return List.of();
  }
}
