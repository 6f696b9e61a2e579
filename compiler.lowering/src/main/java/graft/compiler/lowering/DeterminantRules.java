package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Determinants, inverses and solutions of systems of equations, by factors L and U. */
final class DeterminantRules {

  private static final long NONE = Integer.MAX_VALUE;

  private DeterminantRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::linalg_lu_factor.default", call -> factors(call, lu(call)));
    rules.put("aten::linalg_lu_factor_ex.default", call -> factors(call, lu(call)));
    rules.put("aten::_lu_with_info.default", call -> factors(call, lu(call)));
    rules.put("aten::linalg_lu.default", DeterminantRules::unpacked);
    rules.put("aten::lu_unpack.default", DeterminantRules::unpacked);
    rules.put("aten::linalg_lu_solve.default", call -> solveFactors(call, "LU", "pivots", "B"));
    rules.put("aten::lu_solve.default", call -> solveFactors(call, "LU_data", "LU_pivots", "self"));
    for (String name : List.of("linalg_det", "det", "_linalg_det")) {
      rules.put("aten::" + name + ".default", DeterminantRules::determinant);
    }
    for (String name : List.of("linalg_slogdet", "slogdet", "_linalg_slogdet")) {
      rules.put("aten::" + name + ".default", call -> signAndLogarithm(call, lu(call)));
    }
    rules.put("aten::logdet.default", DeterminantRules::logarithm);
    for (String name : List.of("linalg_inv", "inverse", "linalg_inv_ex")) {
      rules.put("aten::" + name + ".default", DeterminantRules::inverse);
    }
    for (String name : List.of("linalg_solve", "linalg_solve_ex", "_linalg_solve_ex")) {
      rules.put("aten::" + name + ".default", DeterminantRules::solve);
    }
    rules.put("aten::_linalg_check_errors.default", call -> List.of());
  }

  private static TensorValue matrices(Call call) {
    return call.tensor(call.has("A") ? "A" : "self");
  }

  private static MatrixCalls.Lu lu(Call call) {
    if (!call.truth("pivot", true)) {
      throw new UnsupportedException("factors without pivots");
    }
    return new MatrixCalls(call).lu(matrices(call));
  }

  private static List<TensorValue> factors(Call call, MatrixCalls.Lu lu) {
    return results(call, lu.factors(), lu.pivots(), failed(call, lu));
  }

  /** As many as the call defines. */
  private static List<TensorValue> results(Call call, TensorValue... values) {
    return List.of(values).subList(0, Math.min(call.defines().size(), values.length));
  }

  /** The number of the first pivot that is zero, from 1 on; 0 if none is. */
  static TensorValue failed(Call call, MatrixCalls.Lu lu) {
    TensorValue diagonal = MatrixCalls.diagonal(lu.factors());
    Expression none = Formulas.constant(NONE, DataType.INT64);
    TensorValue first = Reductions.reduce(
        call.nodes(), diagonal, Set.of(diagonal.rank() - 1), false, Reduction.Kind.MIN, (load, place) -> {
          Expression x = load.apply(diagonal);
          Expression isZero = Formulas.binary(BinaryFunction.EQ, x, Formulas.constant(0, x.type()));
          return Formulas.choice(isZero, Formulas.position(place.getLast().plus(Index.of(1))), none);
        });
    Expression found = call.nodes().load(first, first.sizes());
    Expression isNone = Formulas.binary(BinaryFunction.GE, found, none);
    return call.nodes()
        .compute(
            diagonal.device(), first.sizes(),
            Formulas.cast(Formulas.choice(isNone, Formulas.constant(0, DataType.INT64), found), DataType.INT32));
  }

  /** P, L and U, of a matrix or of its factors. */
  private static List<TensorValue> unpacked(Call call) {
    boolean isMatrix = call.has("A");
    MatrixCalls.Lu lu = isMatrix ? lu(call) : given(call, "LU_data", "LU_pivots");
    var calls = new MatrixCalls(call);
    TensorValue factors = lu.factors();
    Index rows = MatrixCalls.rows(factors);
    Index least = MatrixCalls.least(factors);
    TensorValue order = calls.kernel(
        "linalg_lu", List.of(MatrixCalls.like(factors, rows, rows)), calls.tensor("LU", factors),
        calls.tensor("pivots", Views.unsqueeze(lu.pivots(), lu.pivots().rank() - 1))).getFirst();
    int last = factors.rank() - 1;
    Index one = Index.of(1);
    TensorValue left = Views.slice(factors, last, Index.of(0), one, least);
    TensorValue below = calls.part(left, false);
    Expression isDiagonal = Formulas.binary(
        BinaryFunction.EQ, Formulas.position(Index.axis(last - 1)), Formulas.position(Index.axis(last)));
    Expression value = Formulas.choice(
        isDiagonal, Formulas.constant(1, factors.type()), call.nodes().load(below, below.sizes()));
    TensorValue lower = call.nodes().compute(factors.device(), below.sizes(), value);
    TensorValue upper = calls.part(Views.slice(factors, last - 1, Index.of(0), one, least), true);
    return List.of(order, lower, upper);
  }

  private static MatrixCalls.Lu given(Call call, String factors, String pivots) {
    if (!call.truth("unpack_data", true) || !call.truth("unpack_pivots", true)) {
      throw new UnsupportedException("a part of the factors");
    }
    return new MatrixCalls.Lu(call.tensor(factors), call.tensor(pivots));
  }

  private static List<TensorValue> solveFactors(Call call, String factors, String pivots, String right) {
    return List.of(
        solve(
            call, new MatrixCalls.Lu(call.tensor(factors), call.tensor(pivots)), call.tensor(right),
            call.truth("adjoint", false)));
  }

  /** The product of U's diagonal, with a change of sign for each exchange of rows. */
  private static List<TensorValue> determinant(Call call) {
    MatrixCalls.Lu lu = lu(call);
    TensorValue diagonal = MatrixCalls.diagonal(lu.factors());
    TensorValue product = Reductions.reduce(
        call.nodes(), diagonal, Set.of(diagonal.rank() - 1), false, Reduction.Kind.PRODUCT,
        (load, place) -> Formulas.multiply(load.apply(diagonal), turn(load.apply(lu.pivots()), place, diagonal)));
    return results(call, product, lu.factors(), lu.pivots());
  }

  private static List<TensorValue> signAndLogarithm(Call call, MatrixCalls.Lu lu) {
    TensorValue diagonal = MatrixCalls.diagonal(lu.factors());
    Set<Integer> last = Set.of(diagonal.rank() - 1);
    TensorValue sign = Reductions.reduce(
        call.nodes(), diagonal, last, false, Reduction.Kind.PRODUCT,
        (load, place) -> Formulas.multiply(
            Formulas.sign(load.apply(diagonal)), turn(load.apply(lu.pivots()), place, diagonal)));
    TensorValue logarithm = Reductions.reduce(
        call.nodes(), diagonal, last, false, Reduction.Kind.SUM,
        load -> Formulas.unary(UnaryFunction.LOG, Formulas.unary(UnaryFunction.ABS, load.apply(diagonal))));
    return results(call, sign, logarithm, lu.factors(), lu.pivots());
  }

  /** 1 where a row stayed, -1 where it was exchanged. */
  private static Expression turn(Expression pivot, List<Index> place, TensorValue diagonal) {
    Expression isKept = Formulas.binary(
        BinaryFunction.EQ, Formulas.cast(pivot, DataType.INT64),
        Formulas.position(place.getLast().plus(Index.of(1))));
    return Formulas.choice(
        isKept, Formulas.constant(1, diagonal.type()), Formulas.constant(-1, diagonal.type()));
  }

  /** NaN where the determinant is negative. */
  private static List<TensorValue> logarithm(Call call) {
    MatrixCalls.Lu lu = lu(call);
    TensorValue diagonal = MatrixCalls.diagonal(lu.factors());
    TensorValue all = Reductions.reduce(
        call.nodes(), diagonal, Set.of(diagonal.rank() - 1), false, Reduction.Kind.PRODUCT,
        (load, place) -> Formulas.multiply(
            Formulas.sign(load.apply(diagonal)), turn(load.apply(lu.pivots()), place, diagonal)));
    TensorValue sum = Reductions.reduce(
        call.nodes(), diagonal, Set.of(diagonal.rank() - 1), false, Reduction.Kind.SUM,
        load -> Formulas.unary(UnaryFunction.LOG, Formulas.unary(UnaryFunction.ABS, load.apply(diagonal))));
    List<Index> sizes = sum.sizes();
    Expression sign = call.nodes().load(all, sizes);
    Expression isNegative = Formulas.binary(BinaryFunction.LT, sign, Formulas.constant(0, sign.type()));
    return List.of(
        call.nodes()
            .compute(
                diagonal.device(), sizes,
                Formulas.choice(
                    isNegative, Formulas.constant(Double.NaN, sign.type()), call.nodes().load(sum, sizes))));
  }

  private static List<TensorValue> inverse(Call call) {
    MatrixCalls.Lu lu = lu(call);
    var calls = new MatrixCalls(call);
    return results(call, calls.solve(lu, calls.identity(lu.factors()), false), failed(call, lu));
  }

  /** X of A X = B, or of X A = B. A right side of a rank less than the matrices is vectors. */
  private static List<TensorValue> solve(Call call) {
    MatrixCalls.Lu lu = lu(call);
    TensorValue right = call.tensor("B");
    List<Index> rows = lu.factors().sizes().subList(0, lu.factors().rank() - 1);
    boolean isVector = right.rank() == 1 || right.sizes().equals(rows);
    TensorValue matrix = isVector ? Views.unsqueeze(right, right.rank()) : right;
    TensorValue result = Views.reshape(solve(call, lu, matrix, false), call.outputSizes());
    return call.defines().size() == 2
        ? List.of(result, failed(call, lu))
        : results(call, result, lu.factors(), lu.pivots(), failed(call, lu));
  }

  private static TensorValue solve(Call call, MatrixCalls.Lu lu, TensorValue right, boolean isTransposed) {
    var calls = new MatrixCalls(call);
    return call.truth("left", true)
        ? calls.solve(lu, right, isTransposed)
        : MatrixCalls.transposed(calls.solve(lu, MatrixCalls.transposed(right), !isTransposed));
  }
}
