package graft.compiler.lowering;

import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.schedule.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Attention: every form becomes a call of {@code scaled_dot_product_attention} whose operands have the same leading dimensions.
 * Of the forms for particular devices only the first result is known.
 */
final class AttentionRules {

  private static final Operator ATTENTION = new Operator("aten::scaled_dot_product_attention", "out");

  private AttentionRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::scaled_dot_product_attention.default", call -> attend(call, "attn_mask"));
    rules.put("aten::_scaled_dot_product_attention_math.default", call -> attend(call, "attn_mask"));
    rules.put("aten::_scaled_dot_product_flash_attention_for_cpu.default", call -> attend(call, "attn_mask"));
    rules.put("aten::_scaled_dot_product_flash_attention.default", call -> attend(call, "attn_mask"));
    rules.put("aten::_scaled_dot_product_efficient_attention.default", call -> attend(call, "attn_bias"));
    rules.put("aten::_scaled_dot_product_cudnn_attention.default", call -> attend(call, "attn_bias"));
  }

  private static List<TensorValue> attend(Call call, String mask) {
    if (call.real("dropout_p", 0) != 0) {
      throw new UnsupportedException("the model is in training mode, where dropout is random");
    }
    TensorValue query = call.tensor("query");
    TensorValue key = call.tensor("key");
    TensorValue value = call.tensor("value");
    List<Index> batch = new ArrayList<>(call.outputSizes().subList(0, call.outputSizes().size() - 2));
    Index rows = query.sizes().get(query.rank() - 2);
    Index columns = key.sizes().get(key.rank() - 2);
    boolean isGrouped = call.truth("enable_gqa", false);
    if (isGrouped && !key.sizes().get(key.rank() - 3).equals(value.sizes().get(value.rank() - 3))) {
      throw new UnsupportedException("keys and values of different numbers of heads");
    }
    var operands = new ArrayList<NamedOperand>();
    operands.add(operand(call, "query", grouped(expanded(query, batch), key, isGrouped)));
    operands.add(operand(call, "key", repeated(key, batch, isGrouped)));
    operands.add(operand(call, "value", repeated(value, batch, isGrouped)));
    call.optionalTensor(mask).ifPresent(given -> {
      var sizes = new ArrayList<>(batch);
      sizes.add(rows);
      sizes.add(columns);
      operands.add(operand(call, "attn_mask", grouped(Views.expand(given, sizes), key, isGrouped)));
    });
    operands.add(new NamedOperand("is_causal", new Operand.Truth(call.truth("is_causal", false))));
    if (call.has("scale")) {
      operands.add(new NamedOperand("scale", new Operand.Real(call.real("scale", 1))));
    }
    List<Index> sizes =
        grouped(TensorValue.whole(query.type(), query.device(), call.outputSizes()), key, isGrouped).sizes();
    TensorValue result = call.nodes().call(ATTENTION, operands, query.type(), query.device(), sizes);
    return List.of(Views.reshape(result, call.outputSizes()));
  }

  private static TensorValue expanded(TensorValue tensor, List<Index> batch) {
    var sizes = new ArrayList<>(batch);
    sizes.addAll(tensor.sizes().subList(tensor.rank() - 2, tensor.rank()));
    return Views.expand(tensor, sizes);
  }

  /** Heads that share a key are a dimension of their own. */
  private static TensorValue grouped(TensorValue tensor, TensorValue key, boolean isGrouped) {
    if (!isGrouped) {
      return tensor;
    }
    int heads = tensor.rank() - 3;
    Index keys = key.sizes().get(key.rank() - 3);
    var sizes = new ArrayList<>(tensor.sizes());
    sizes.set(heads, keys);
    sizes.add(heads + 1, tensor.sizes().get(heads).quotient(keys, List.of()));
    return Views.reshape(tensor, sizes);
  }

  /** A key or value for each head that uses it. */
  private static TensorValue repeated(TensorValue tensor, List<Index> batch, boolean isGrouped) {
    if (!isGrouped) {
      return expanded(tensor, batch);
    }
    int heads = tensor.rank() - 3;
    var sizes = new ArrayList<>(batch.subList(0, batch.size() - 1));
    Index own = tensor.sizes().get(heads);
    sizes.add(own);
    sizes.add(batch.getLast().quotient(own, List.of()));
    return expanded(Views.unsqueeze(tensor, heads + 1), sizes);
  }

  private static NamedOperand operand(Call call, String name, TensorValue tensor) {
    return new NamedOperand(name, new Operand.Tensor(call.nodes().view(tensor)));
  }
}
