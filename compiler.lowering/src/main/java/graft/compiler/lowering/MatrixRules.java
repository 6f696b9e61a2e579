package graft.compiler.lowering;

import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.schedule.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Matrix multiplication: every form becomes calls of {@code mm}, {@code bmm} and {@code addmm}. */
final class MatrixRules {

  private static final Operator MM = new Operator("aten::mm", "out");
  private static final Operator BMM = new Operator("aten::bmm", "out");
  private static final Operator ADDMM = new Operator("aten::addmm", "out");

  private MatrixRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::mm.default", call -> List.of(multiply(call, call.tensor("self"), call.tensor("mat2"))));
    rules.put("aten::bmm.default", call -> List.of(batches(call, call.tensor("self"), call.tensor("mat2"))));
    rules.put("aten::addmm.default", MatrixRules::addmm);
    rules.put("aten::linear.default", MatrixRules::linear);
    rules.put("aten::matmul.default", MatrixRules::matmul);
  }

  private static List<TensorValue> addmm(Call call) {
    TensorValue first = call.tensor("mat1");
    TensorValue second = call.tensor("mat2");
    return List.of(
        add(call, call.tensor("self"), first, second, call.real("beta", 1), call.real("alpha", 1)));
  }

  /** x · weightᵀ + bias, over all leading dimensions of x. */
  private static List<TensorValue> linear(Call call) {
    TensorValue input = call.tensor("input");
    TensorValue weight = call.tensor("weight");
    if (weight.rank() != 2) {
      throw new UnsupportedException("weight has rank " + weight.rank());
    }
    TensorValue rows = rows(input);
    TensorValue columns = Views.transpose(weight, 0, 1);
    Optional<TensorValue> bias = call.optionalTensor("bias");
    TensorValue product = bias.isPresent()
        ? add(call, bias.get(), rows, columns, 1, 1)
        : multiply(call, rows, columns);
    return List.of(Views.reshape(product, call.outputSizes()));
  }

  private static List<TensorValue> matmul(Call call) {
    TensorValue left = call.tensor("self");
    TensorValue right = call.tensor("other");
    TensorValue first = left.rank() == 1 ? Views.unsqueeze(left, 0) : left;
    TensorValue second = right.rank() == 1 ? Views.unsqueeze(right, 1) : right;
    TensorValue product = second.rank() == 2
        ? multiply(call, rows(first), second)
        : broadcastBatches(call, first, second);
    return List.of(Views.reshape(product, call.outputSizes()));
  }

  private static TensorValue broadcastBatches(Call call, TensorValue first, TensorValue second) {
    int rank = Math.max(first.rank(), second.rank());
    var batch = new ArrayList<Index>();
    for (int i = rank; i > 2; i--) {
      Index left = i <= first.rank() ? first.sizes().get(first.rank() - i) : Index.of(1);
      Index right = i <= second.rank() ? second.sizes().get(second.rank() - i) : Index.of(1);
      batch.add(left.isConstant(1) ? right : left);
    }
    return batches(call, flatten(first, batch), flatten(second, batch));
  }

  private static TensorValue flatten(TensorValue tensor, List<Index> batch) {
    List<Index> matrix = tensor.sizes().subList(tensor.rank() - 2, tensor.rank());
    var expanded = new ArrayList<>(batch);
    expanded.addAll(matrix);
    return Views.reshape(
        Views.expand(tensor, expanded), List.of(Index.product(batch), matrix.get(0), matrix.get(1)));
  }

  private static TensorValue rows(TensorValue tensor) {
    List<Index> sizes = tensor.sizes();
    int last = sizes.size() - 1;
    return Views.reshape(tensor, List.of(Index.product(sizes.subList(0, last)), sizes.get(last)));
  }

  private static TensorValue multiply(Call call, TensorValue first, TensorValue second) {
    requireProduct(first, second);
    return call.nodes()
        .call(
            MM,
            List.of(operand(call, "self", first), operand(call, "mat2", second)),
            first.type(),
            first.device(),
            List.of(first.sizes().get(0), second.sizes().get(1)));
  }

  /** Products of as many pairs of matrices. */
  static TensorValue batches(Call call, TensorValue first, TensorValue second) {
    requireProduct(first, second);
    return call.nodes()
        .call(
            BMM,
            List.of(operand(call, "self", first), operand(call, "mat2", second)),
            first.type(),
            first.device(),
            List.of(first.sizes().get(0), first.sizes().get(1), second.sizes().get(2)));
  }

  private static TensorValue add(
      Call call, TensorValue bias, TensorValue first, TensorValue second, double beta, double alpha) {
    requireProduct(first, second);
    List<Index> sizes = List.of(first.sizes().get(0), second.sizes().get(1));
    return call.nodes()
        .call(
            ADDMM,
            List.of(
                operand(call, "self", Views.expand(bias, sizes)),
                operand(call, "mat1", first),
                operand(call, "mat2", second),
                new NamedOperand("beta", new Operand.Real(beta)),
                new NamedOperand("alpha", new Operand.Real(alpha))),
            first.type(),
            first.device(),
            sizes);
  }

  /** Libraries trust sizes: what does not fit is refused before one sees it. */
  private static void requireProduct(TensorValue first, TensorValue second) {
    int rank = first.rank();
    boolean isProduct = rank == second.rank() && rank >= 2
        && mayBeEqual(first.sizes().get(rank - 1), second.sizes().get(rank - 2))
        && (rank == 2 || mayBeEqual(first.sizes().get(0), second.sizes().get(0)));
    if (!isProduct) {
      throw new UnsupportedException("no product of " + text(first) + " and " + text(second));
    }
  }

  private static boolean mayBeEqual(Index left, Index right) {
    return !(left instanceof Index.Constant) || !(right instanceof Index.Constant) || left.equals(right);
  }

  private static String text(TensorValue tensor) {
    return tensor.sizes().stream().map(Index::text).collect(Collectors.joining(", ", "[", "]"));
  }

  private static NamedOperand operand(Call call, String name, TensorValue tensor) {
    return new NamedOperand(name, new Operand.Tensor(call.nodes().view(tensor)));
  }
}
