package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Attention, decomposed as PyTorch's {@code _scaled_dot_product_attention_math} does: products of matrices with a softmax between
 * them. Heads that share a key are rows of one matrix. A query that may look at nothing gets zeros. Of the forms for particular
 * devices only the first result is known.
 */
final class AttentionRules {

  private AttentionRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::scaled_dot_product_attention.default", call -> attend(call, "attn_mask"));
    rules.put("aten::_scaled_dot_product_attention_math.default", call -> attend(call, "attn_mask"));
    rules.put("aten::_scaled_dot_product_flash_attention_for_cpu.default", call -> attend(call, "attn_mask"));
    rules.put("aten::_scaled_dot_product_flash_attention.default", call -> attend(call, "attn_mask"));
    rules.put("aten::_scaled_dot_product_efficient_attention.default", call -> attend(call, "attn_bias"));
    rules.put("aten::_scaled_dot_product_cudnn_attention.default", call -> attend(call, "attn_bias"));
  }

  private static List<TensorValue> attend(Call call, String maskName) {
    if (call.real("dropout_p", 0) != 0) {
      throw new UnsupportedException("the model is in training mode, where dropout is random");
    }
    Nodes nodes = call.nodes();
    TensorValue query = call.tensor("query");
    TensorValue key = call.tensor("key");
    TensorValue value = call.tensor("value");
    DataType compute = Formulas.computeType(query.type());
    List<Index> batch = new ArrayList<>(call.outputSizes().subList(0, call.outputSizes().size() - 2));
    List<Index> keys = new ArrayList<>(batch);
    Index group = Index.of(1);
    if (call.truth("enable_gqa", false)) {
      Index heads = key.sizes().get(key.rank() - 3);
      if (!heads.equals(value.sizes().get(value.rank() - 3))) {
        throw new UnsupportedException("keys and values of different numbers of heads");
      }
      group = batch.getLast().quotient(heads, List.of());
      keys.set(keys.size() - 1, heads);
    }
    Index rows = query.sizes().get(query.rank() - 2);
    Index columns = key.sizes().get(key.rank() - 2);
    Index count = Index.product(keys);
    List<Index> sizes = List.of(count, group.times(rows), columns);
    TensorValue queries = matrices(nodes, query, batch, List.of(count, group.times(rows), width(query)), compute);
    TensorValue looked = matrices(nodes, key, keys, List.of(count, columns, width(key)), compute);
    TensorValue products = MatrixRules.batches(call, queries, Views.transpose(looked, 1, 2));
    Expression score =
        Formulas.multiply(nodes.load(products, sizes), Formulas.constant(scale(call, query), compute));
    Optional<TensorValue> mask = call.optionalTensor(maskName).map(given -> {
      var expanded = new ArrayList<>(batch);
      expanded.addAll(List.of(rows, columns));
      return Views.reshape(Views.expand(given, expanded), sizes);
    });
    if (mask.isPresent()) {
      score = masked(score, nodes.load(mask.get(), sizes));
    }
    boolean isCausal = call.truth("is_causal", false);
    if (isCausal) {
      Expression isPast = Formulas.binary(
          BinaryFunction.LE, Formulas.position(Index.axis(2)), Formulas.position(Index.axis(1).remainder(rows, sizes)));
      score = Formulas.choice(isPast, score, nothing(compute));
    }
    TensorValue weights =
        softmax(nodes, nodes.compute(query.device(), sizes, score), isCausal || mask.isPresent());
    TensorValue values = matrices(nodes, value, keys, List.of(count, columns, width(value)), compute);
    TensorValue result = MatrixRules.batches(call, weights, values);
    return List.of(Reductions.cast(nodes, Views.reshape(result, call.outputSizes()), query.type()));
  }

  private static Index width(TensorValue tensor) {
    return tensor.sizes().getLast();
  }

  private static double scale(Call call, TensorValue query) {
    if (call.has("scale")) {
      return call.real("scale", 1);
    }
    if (width(query) instanceof Index.Constant width) {
      return 1 / Math.sqrt((double) width.value());
    }
    throw new UnsupportedException("queries of the symbolic width " + width(query).text() + " without a scale");
  }

  /** All leading dimensions as one. */
  private static TensorValue matrices(
      Nodes nodes, TensorValue tensor, List<Index> batch, List<Index> sizes, DataType type) {
    var expanded = new ArrayList<>(batch);
    expanded.addAll(tensor.sizes().subList(tensor.rank() - 2, tensor.rank()));
    return Reductions.cast(nodes, Views.reshape(Views.expand(tensor, expanded), sizes), type);
  }

  /** A mask of truth values says where to look; one of numbers is added. */
  private static Expression masked(Expression score, Expression mask) {
    return mask.type() == DataType.BOOL
        ? Formulas.choice(mask, score, nothing(score.type()))
        : Formulas.add(score, Formulas.cast(mask, score.type()));
  }

  private static Expression nothing(DataType type) {
    return Formulas.constant(Double.NEGATIVE_INFINITY, type);
  }

  /** Over the last dimension; with a mask, zeros where all is masked. */
  private static TensorValue softmax(Nodes nodes, TensorValue scores, boolean isMasked) {
    Set<Integer> last = Set.of(2);
    TensorValue largest =
        Reductions.reduce(nodes, scores, last, true, Reduction.Kind.MAX, load -> load.apply(scores));
    Reductions.Term power = load -> {
      Expression shift = load.apply(largest);
      Expression isAllMasked = Formulas.binary(BinaryFunction.EQ, shift, nothing(scores.type()));
      Expression kept =
          isMasked ? Formulas.choice(isAllMasked, Formulas.constant(0, scores.type()), shift) : shift;
      return Formulas.unary(UnaryFunction.EXP, Formulas.subtract(load.apply(scores), kept));
    };
    TensorValue powers = nodes.compute(
        scores.device(), scores.sizes(), power.at(tensor -> nodes.load(tensor, scores.sizes())));
    TensorValue sum = Reductions.reduce(nodes, powers, last, true, Reduction.Kind.SUM, load -> load.apply(powers));
    Expression total = nodes.load(sum, scores.sizes());
    Expression divisor = isMasked
        ? Formulas.choice(
            Formulas.binary(BinaryFunction.EQ, total, Formulas.constant(0, scores.type())),
            Formulas.constant(1, scores.type()), total)
        : total;
    return nodes.compute(
        scores.device(), scores.sizes(), Formulas.divide(nodes.load(powers, scores.sizes()), divisor));
  }
}
