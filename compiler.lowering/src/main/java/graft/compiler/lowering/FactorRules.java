package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Triangular systems, and factors of matrices: Cholesky's, orthogonal ones, eigenvalues and singular values. */
final class FactorRules {

  private FactorRules() {}

  static void register(Map<String, Rule> rules) {
    for (String name : List.of("cholesky", "linalg_cholesky", "linalg_cholesky_ex")) {
      rules.put("aten::" + name + ".default", FactorRules::cholesky);
    }
    rules.put("aten::cholesky_solve.default", FactorRules::choleskySolve);
    rules.put("aten::cholesky_inverse.default", FactorRules::choleskyInverse);
    rules.put("aten::linalg_solve_triangular.default", FactorRules::triangle);
    rules.put("aten::triangular_solve.default", FactorRules::oldTriangle);
    rules.put("aten::linalg_qr.default", call -> orthogonal(call, call.tensor("A"), call.text("mode", "reduced")));
    rules.put(
        "aten::qr.default",
        call -> orthogonal(call, call.tensor("self"), call.truth("some", true) ? "reduced" : "complete"));
    for (String name : List.of("linalg_eigh", "_linalg_eigh")) {
      rules.put("aten::" + name + ".default", FactorRules::eigen);
    }
    rules.put("aten::linalg_eigvalsh.default", FactorRules::eigen);
    rules.put("aten::linalg_svd.default", call -> singular(call, call.truth("full_matrices", true)));
    rules.put("aten::_linalg_svd.default", call -> singular(call, call.truth("full_matrices", false)));
    rules.put("aten::linalg_svdvals.default", call -> List.of(singular(call, call.tensor("A"), false).get(1)));
    for (String name : List.of("linalg_matrix_exp", "matrix_exp")) {
      rules.put("aten::" + name + ".default", FactorRules::exponential);
    }
    for (String name : List.of("linalg_matrix_power", "matrix_power")) {
      rules.put("aten::" + name + ".default", FactorRules::power);
    }
  }

  /** The lower factor is read off the lower triangle, the upper one off the upper. */
  private static List<TensorValue> cholesky(Call call) {
    var calls = new MatrixCalls(call);
    boolean isUpper = call.truth("upper", false);
    TensorValue self = call.tensor("self");
    MatrixCalls.requireSquare(self);
    TensorValue matrices = isUpper ? MatrixCalls.transposed(self) : self;
    TensorValue failed = TensorValue.whole(DataType.INT32, self.device(), MatrixCalls.batch(self));
    List<TensorValue> results =
        calls.kernel("linalg_cholesky_ex", List.of(matrices, failed), calls.tensor("self", matrices));
    TensorValue factor = isUpper ? MatrixCalls.transposed(results.getFirst()) : results.getFirst();
    return List.of(factor, results.getLast()).subList(0, call.defines().size());
  }

  private static List<TensorValue> choleskySolve(Call call) {
    return List.of(choleskySolve(call, call.tensor("input2"), call.tensor("self")));
  }

  private static List<TensorValue> choleskyInverse(Call call) {
    TensorValue factor = call.tensor("self");
    return List.of(choleskySolve(call, factor, new MatrixCalls(call).identity(factor)));
  }

  /** X of L Lᵀ X = B. */
  private static TensorValue choleskySolve(Call call, TensorValue factor, TensorValue right) {
    var calls = new MatrixCalls(call);
    TensorValue lower = call.truth("upper", false) ? MatrixCalls.transposed(factor) : factor;
    return calls.triangle(
        MatrixCalls.transposed(lower), calls.triangle(lower, right, false, false), true, false);
  }

  private static List<TensorValue> triangle(Call call) {
    var calls = new MatrixCalls(call);
    TensorValue matrices = call.tensor("self");
    TensorValue right = call.tensor("B");
    boolean isUpper = call.truth("upper", false);
    boolean isUnit = call.truth("unitriangular", false);
    return List.of(
        call.truth("left", true)
            ? calls.triangle(matrices, right, isUpper, isUnit)
            : MatrixCalls.transposed(
                calls.triangle(
                    MatrixCalls.transposed(matrices), MatrixCalls.transposed(right), !isUpper, isUnit)));
  }

  private static List<TensorValue> oldTriangle(Call call) {
    boolean isTransposed = call.truth("transpose", false);
    boolean isUpper = call.truth("upper", true);
    TensorValue given = call.tensor("A");
    TensorValue matrices = isTransposed ? MatrixCalls.transposed(given) : given;
    TensorValue solution = new MatrixCalls(call)
        .triangle(matrices, call.tensor("self"), isUpper != isTransposed, call.truth("unitriangular", false));
    List<Index> sizes = Sizes.of(call.graph().tensor(call.defines().getLast()).sizes());
    return List.of(solution, call.nodes().clone(Views.expand(given, sizes))).subList(0, call.defines().size());
  }

  private static List<TensorValue> orthogonal(Call call, TensorValue matrices, String mode) {
    if (mode.equals("r")) {
      throw new UnsupportedException("mode r");
    }
    var calls = new MatrixCalls(call);
    boolean isComplete = mode.equals("complete");
    Index rows = MatrixCalls.rows(matrices);
    Index inner = isComplete ? rows : MatrixCalls.least(matrices);
    return calls.kernel(
        "linalg_qr",
        List.of(
            MatrixCalls.like(matrices, rows, inner), MatrixCalls.like(matrices, inner, MatrixCalls.columns(matrices))),
        calls.tensor("A", matrices), MatrixCalls.truth("complete", isComplete));
  }

  private static List<TensorValue> eigen(Call call) {
    TensorValue matrices = call.tensor(call.has("A") ? "A" : "self");
    return asked(
        call, eigen(call, matrices, call.text("UPLO", "L").equals("U")), call.truth("compute_v", true));
  }

  /** Values in ascending order and vectors as columns, read off one triangle. */
  static List<TensorValue> eigen(Call call, TensorValue matrices, boolean isUpper) {
    var calls = new MatrixCalls(call);
    MatrixCalls.requireSquare(matrices);
    return calls.kernel(
        "linalg_eigh", List.of(MatrixCalls.like(matrices, MatrixCalls.rows(matrices)), matrices),
        calls.tensor("self", matrices), MatrixCalls.truth("upper", isUpper));
  }

  /** What the call defines; vectors that it does not want have no elements. */
  private static List<TensorValue> asked(Call call, List<TensorValue> results, boolean wantsVectors) {
    var values = new ArrayList<TensorValue>();
    for (int i = 0; i < call.defines().size(); i++) {
      TensorValue value = results.get(i);
      List<Index> sizes = Sizes.of(call.graph().tensor(call.defines().get(i)).sizes());
      values.add(
          wantsVectors || sizes.equals(value.sizes())
              ? value
              : call.nodes().empty(value.type(), value.device(), sizes));
    }
    return values;
  }

  private static List<TensorValue> singular(Call call, boolean isFull) {
    boolean wantsVectors = call.truth("compute_uv", true);
    return asked(call, singular(call, call.tensor("A"), isFull && wantsVectors), wantsVectors);
  }

  /** U, the singular values in descending order, and Vᵀ. */
  static List<TensorValue> singular(Call call, TensorValue matrices, boolean isFull) {
    var calls = new MatrixCalls(call);
    Index rows = MatrixCalls.rows(matrices);
    Index columns = MatrixCalls.columns(matrices);
    Index inner = MatrixCalls.least(matrices);
    return calls.kernel(
        "linalg_svd",
        List.of(
            MatrixCalls.like(matrices, rows, isFull ? rows : inner), MatrixCalls.like(matrices, inner),
            MatrixCalls.like(matrices, isFull ? columns : inner, columns)),
        calls.tensor("A", matrices), MatrixCalls.truth("full", isFull));
  }

  private static List<TensorValue> exponential(Call call) {
    var calls = new MatrixCalls(call);
    TensorValue self = call.tensor("self");
    MatrixCalls.requireSquare(self);
    return calls.kernel("linalg_matrix_exp", List.of(self), calls.tensor("self", self));
  }

  /** By squaring; of the inverse for a negative exponent. */
  private static List<TensorValue> power(Call call) {
    var calls = new MatrixCalls(call);
    TensorValue self = call.tensor("self");
    MatrixCalls.requireSquare(self);
    long exponent = call.integer("n", 1);
    TensorValue identity = calls.identity(self);
    TensorValue base = exponent < 0 ? calls.solve(calls.lu(self), identity, false) : self;
    Index rows = MatrixCalls.rows(self);
    List<Index> flat = List.of(Index.product(MatrixCalls.batch(self)), rows, rows);
    TensorValue square = Views.reshape(base, flat);
    TensorValue product = null;
    for (long left = Math.abs(exponent); left > 0; left /= 2) {
      if (left % 2 == 1) {
        product = product == null ? square : MatrixRules.batches(call, product, square);
      }
      square = left > 1 ? MatrixRules.batches(call, square, square) : square;
    }
    return List.of(product == null ? identity : Views.reshape(product, self.sizes()));
  }
}
