package graft.compiler.lowering;

import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.schedule.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  private static List<TensorValue> linear(Call call) {
    TensorValue weight = call.tensor("weight");
    if (weight.rank() != 2) {
      throw new UnsupportedException("weight has rank " + weight.rank());
    }
    TensorValue product = linear(call, call.tensor("input"), weight, call.optionalTensor("bias"));
    return List.of(Views.reshape(product, call.outputSizes()));
  }

  /** x · weightᵀ + bias, over all leading dimensions of x. */
  static TensorValue linear(Call call, TensorValue input, TensorValue weight, Optional<TensorValue> bias) {
    TensorValue rows = rows(input);
    TensorValue columns = Views.transpose(weight, 0, 1);
    TensorValue product = bias.isPresent()
        ? add(call, bias.get(), rows, columns, 1, 1)
        : multiply(call, rows, columns);
    var sizes = new ArrayList<>(input.sizes().subList(0, input.rank() - 1));
    sizes.add(weight.sizes().getFirst());
    return Views.reshape(product, sizes);
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

  /** Products of pairs of matrices, whose batches are broadcast and are one dimension of the result. */
  static TensorValue broadcastBatches(Call call, TensorValue first, TensorValue second) {
    List<Index> batch = Sizes.broadcast(
        first.sizes().subList(0, first.rank() - 2), second.sizes().subList(0, second.rank() - 2));
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

  static TensorValue multiply(Call call, TensorValue first, TensorValue second) {
    Agreement.type(first, second, "a product of matrices");
    Agreement.equal(first.sizes().get(1), second.sizes().get(0), "a product of matrices");
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
    Agreement.type(first, second, "a product of matrices");
    Agreement.equal(first.sizes().get(0), second.sizes().get(0), "products of batches");
    Agreement.equal(first.sizes().get(2), second.sizes().get(1), "a product of matrices");
    return call.nodes()
        .call(
            BMM,
            List.of(operand(call, "self", first), operand(call, "mat2", second)),
            first.type(),
            first.device(),
            List.of(first.sizes().get(0), first.sizes().get(1), second.sizes().get(2)));
  }

  static TensorValue add(
      Call call, TensorValue bias, TensorValue first, TensorValue second, double beta, double alpha) {
    Agreement.type(first, second, "a product of matrices");
    Agreement.equal(first.sizes().get(1), second.sizes().get(0), "a product of matrices");
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

  private static NamedOperand operand(Call call, String name, TensorValue tensor) {
    return new NamedOperand(name, new Operand.Tensor(call.nodes().view(tensor)));
  }
}
