package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.model.Argument;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What singular values tell, or a symmetric matrix's eigenvalues: rank, condition and pseudoinverse. */
final class SpectrumRules {

  /** The relative tolerance of {@code pinverse}. */
  private static final double OLD_TOLERANCE = 1e-15;

  /**
   * A matrix as {@code left · diag(values) · right}.
   *
   * @param sizes the absolute values
   */
  private record Spectrum(TensorValue left, TensorValue values, TensorValue sizes, TensorValue right) {}

  private SpectrumRules() {}

  static void register(Map<String, Rule> rules) {
    for (String overload : List.of("default", "rcond_tensor", "atol_rtol_float", "atol_rtol_tensor")) {
      rules.put("aten::linalg_pinv." + overload, SpectrumRules::pseudoinverse);
    }
    rules.put("aten::pinverse.default", SpectrumRules::pseudoinverse);
    for (String overload : List.of("default", "tol_tensor", "atol_rtol_float", "atol_rtol_tensor")) {
      rules.put("aten::linalg_matrix_rank." + overload, SpectrumRules::rank);
    }
    rules.put("aten::linalg_cond.default", SpectrumRules::condition);
    rules.put("aten::linalg_cond.p_str", SpectrumRules::condition);
    rules.put("aten::svd.default", SpectrumRules::old);
  }

  private static TensorValue matrices(Call call) {
    return call.tensor(call.has("input") ? "input" : "self");
  }

  private static Spectrum spectrum(Call call) {
    boolean isSymmetric = call.truth("hermitian", false);
    TensorValue matrices = matrices(call);
    if (!isSymmetric) {
      List<TensorValue> svd = FactorRules.singular(call, matrices, false);
      return new Spectrum(svd.getFirst(), svd.get(1), svd.get(1), svd.getLast());
    }
    List<TensorValue> eigen = FactorRules.eigen(call, matrices, false);
    TensorValue values = eigen.getFirst();
    TensorValue sizes = call.nodes()
        .compute(
            values.device(), values.sizes(),
            Formulas.unary(UnaryFunction.ABS, call.nodes().load(values, values.sizes())));
    return new Spectrum(eigen.getLast(), values, sizes, MatrixCalls.transposed(eigen.getLast()));
  }

  /** V diag(1 / values) Uᵀ, where values that count as zero stay so. */
  private static List<TensorValue> pseudoinverse(Call call) {
    Spectrum spectrum = spectrum(call);
    List<Index> sizes = tolerated(call, spectrum.values().sizes());
    Expression isLarge = isLarge(call, spectrum.sizes(), sizes);
    Expression value = call.nodes().load(spectrum.values(), sizes);
    TensorValue inverted = call.nodes()
        .compute(
            call.output().device(), sizes,
            Formulas.choice(
                isLarge, Formulas.unary(UnaryFunction.RECIPROCAL, value), Formulas.constant(0, value.type())));
    TensorValue rows = MatrixCalls.transposed(spectrum.left());
    var all = new ArrayList<>(sizes);
    all.add(MatrixCalls.columns(rows));
    TensorValue scaled = call.nodes()
        .compute(
            call.output().device(), all,
            Formulas.multiply(
                call.nodes().load(rows, all), call.nodes().load(Views.unsqueeze(inverted, sizes.size()), all)));
    TensorValue product = MatrixRules.broadcastBatches(call, MatrixCalls.transposed(spectrum.right()), scaled);
    return List.of(Views.reshape(product, call.outputSizes()));
  }

  /** How many values do not count as zero. */
  private static List<TensorValue> rank(Call call) {
    TensorValue values = spectrum(call).sizes();
    List<Index> sizes = tolerated(call, values.sizes());
    TensorValue isLarge = call.nodes()
        .compute(values.device(), sizes, Formulas.cast(isLarge(call, values, sizes), DataType.INT64));
    return List.of(
        Reductions.reduce(
            call.nodes(), isLarge, Set.of(sizes.size() - 1), false, Reduction.Kind.SUM,
            load -> load.apply(isLarge)));
  }

  /** Larger than both tolerances, of which one is relative to the largest value. */
  private static Expression isLarge(Call call, TensorValue values, List<Index> sizes) {
    int last = values.rank() - 1;
    TensorValue largest = Reductions.reduce(
        call.nodes(), values, Set.of(last), true, Reduction.Kind.MAX, load -> load.apply(values));
    DataType type = values.type();
    Expression zero = Formulas.constant(0, type);
    Expression absolute = tolerance(call, call.has("tol") ? "tol" : "atol", sizes, type, zero);
    // An absolute tolerance stands alone.
    Expression usual = Formulas.choice(
        Formulas.binary(BinaryFunction.GT, absolute, zero), zero,
        call.operator().packet().equals("aten::pinverse")
            ? Formulas.constant(OLD_TOLERANCE, type)
            : precision(matrices(call)));
    Expression relative =
        call.has("tol") ? zero : tolerance(call, call.has("rtol") ? "rtol" : "rcond", sizes, type, usual);
    Expression limit = Formulas.binary(
        BinaryFunction.MAXIMUM, absolute, Formulas.multiply(relative, call.nodes().load(largest, sizes)));
    return Formulas.binary(BinaryFunction.GT, call.nodes().load(values, sizes), limit);
  }

  /** What rounding leaves of a zero: the larger of rows and columns, in units of the last place of 1. */
  private static Expression precision(TensorValue matrices) {
    Expression count = Formulas.binary(
        BinaryFunction.MAXIMUM, Formulas.position(MatrixCalls.rows(matrices)),
        Formulas.position(MatrixCalls.columns(matrices)));
    double unit = matrices.type() == DataType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    return Formulas.multiply(Formulas.cast(count, matrices.type()), unit);
  }

  private static Expression tolerance(
      Call call, String name, List<Index> sizes, DataType type, Expression ifMissing) {
    return switch (call.argument(name).orElse(Argument.None.INSTANCE)) {
      case Argument.None nothing -> ifMissing;
      case Argument.Tensor tensor -> {
        TensorValue value = call.tensor(tensor);
        yield Formulas.cast(call.nodes().load(Views.unsqueeze(value, value.rank()), sizes), type);
      }
      case Argument number -> Elementwise.operand(call, number, sizes, type);
    };
  }

  /** The sizes of values, each compared with tolerances of its own where these are more. */
  private static List<Index> tolerated(Call call, List<Index> values) {
    List<Index> sizes = values;
    for (String name : List.of("atol", "rtol", "rcond", "tol")) {
      if (call.argument(name).orElse(Argument.None.INSTANCE) instanceof Argument.Tensor tensor) {
        TensorValue tolerance = call.tensor(tensor);
        sizes = Sizes.broadcast(sizes, Views.unsqueeze(tolerance, tolerance.rank()).sizes());
      }
    }
    return sizes;
  }

  /** The quotient of the largest and the smallest singular value, or a norm times that of the inverse. */
  private static List<TensorValue> condition(Call call) {
    TensorValue self = call.tensor("self");
    boolean isText = call.argument("p").filter(Argument.Text.class::isInstance).isPresent();
    if (!isText && Math.abs(call.real("p", 2)) == 2) {
      TensorValue values = FactorRules.singular(call, self, false).get(1);
      int last = values.rank() - 1;
      TensorValue most = Views.select(values, last, Index.of(0));
      TensorValue least = Views.select(values, last, values.sizes().getLast().minus(Index.of(1)));
      boolean isInverse = call.real("p", 2) < 0;
      return List.of(combined(call, isInverse ? least : most, isInverse ? most : least, BinaryFunction.DIV));
    }
    MatrixCalls.Lu lu = new MatrixCalls(call).lu(self);
    TensorValue solution = new MatrixCalls(call).solve(lu, new MatrixCalls(call).identity(self), false);
    TensorValue failed = DeterminantRules.failed(call, lu);
    TensorValue each = Views.unsqueeze(Views.unsqueeze(failed, failed.rank()), failed.rank() + 1);
    Expression isSingular = Formulas.binary(
        BinaryFunction.GT, call.nodes().load(each, self.sizes()), Formulas.constant(0, DataType.INT32));
    TensorValue inverse = call.nodes()
        .compute(
            self.device(), self.sizes(),
            Formulas.choice(
                isSingular, Formulas.constant(Double.POSITIVE_INFINITY, self.type()),
                call.nodes().load(solution, self.sizes())));
    return List.of(
        combined(
            call, NormRules.ofMatrices(call, self, "p"), NormRules.ofMatrices(call, inverse, "p"), BinaryFunction.MUL));
  }

  private static TensorValue combined(Call call, TensorValue left, TensorValue right, BinaryFunction function) {
    List<Index> sizes = left.sizes();
    return call.nodes()
        .compute(
            left.device(), sizes,
            Formulas.binary(function, call.nodes().load(left, sizes), call.nodes().load(right, sizes)));
  }

  /** U, the values and V, which is not transposed; zeros for vectors that are not wanted. */
  private static List<TensorValue> old(Call call) {
    boolean wantsVectors = call.truth("compute_uv", true);
    List<TensorValue> svd =
        FactorRules.singular(call, call.tensor("self"), wantsVectors && !call.truth("some", true));
    return wantsVectors
        ? List.of(svd.getFirst(), svd.get(1), MatrixCalls.transposed(svd.getLast()))
        : List.of(zeros(call, 0), svd.get(1), zeros(call, 2));
  }

  private static TensorValue zeros(Call call, int result) {
    var meta = call.graph().tensor(call.defines().get(result));
    return call.nodes().compute(meta.device(), Sizes.of(meta.sizes()), Formulas.constant(0, meta.type()));
  }
}
