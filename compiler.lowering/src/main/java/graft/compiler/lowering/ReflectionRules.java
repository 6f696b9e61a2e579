package graft.compiler.lowering;

import java.util.List;
import java.util.Map;

/** Orthogonal factors as products of Householder's reflections, kept as LAPACK does. */
final class ReflectionRules {

  private ReflectionRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::geqrf.default", ReflectionRules::reflections);
    rules.put("aten::linalg_householder_product.default", call -> product(call, "input", "tau"));
    rules.put("aten::orgqr.default", call -> product(call, "self", "input2"));
    rules.put("aten::ormqr.default", ReflectionRules::multiply);
  }

  private static List<TensorValue> reflections(Call call) {
    var calls = new MatrixCalls(call);
    TensorValue self = call.tensor("self");
    return calls.kernel(
        "geqrf", List.of(self, MatrixCalls.like(self, MatrixCalls.least(self))), calls.tensor("self", self));
  }

  /** The first columns of Q, as many as there are columns of vectors. */
  private static List<TensorValue> product(Call call, String vectors, String factors) {
    TensorValue first = call.tensor(vectors);
    return List.of(
        multiply(call, first, call.tensor(factors), new MatrixCalls(call).identity(first), false));
  }

  /** Q C, C Q, or with Qᵀ. */
  private static List<TensorValue> multiply(Call call) {
    TensorValue vectors = call.tensor("self");
    TensorValue factors = call.tensor("input2");
    TensorValue other = call.tensor("input3");
    boolean isTransposed = call.truth("transpose", false);
    return List.of(
        call.truth("left", true)
            ? multiply(call, vectors, factors, other, isTransposed)
            : MatrixCalls.transposed(
                multiply(call, vectors, factors, MatrixCalls.transposed(other), !isTransposed)));
  }

  private static TensorValue multiply(
      Call call, TensorValue vectors, TensorValue factors, TensorValue other, boolean isTransposed) {
    var calls = new MatrixCalls(call);
    Agreement.equal(MatrixCalls.rows(vectors), MatrixCalls.rows(other), "reflections");
    return calls.kernel(
        "ormqr", List.of(other), calls.tensor("self", vectors),
        calls.tensor("input2", Views.unsqueeze(factors, factors.rank() - 1)), calls.tensor("input3", other),
        MatrixCalls.truth("transpose", isTransposed)).getFirst();
  }
}
