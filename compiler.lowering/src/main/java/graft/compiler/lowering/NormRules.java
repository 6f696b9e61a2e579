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
import java.util.stream.IntStream;

/** Norms of vectors, and what divides by them. */
final class NormRules {

  private NormRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::linalg_vector_norm.default", call -> norm(call, "ord"));
    for (String overload : List.of("Scalar", "ScalarOpt_dim", "ScalarOpt_dtype", "ScalarOpt_dim_dtype")) {
      rules.put("aten::norm." + overload, call -> norm(call, "p"));
    }
    rules.put("aten::linalg_norm.default", NormRules::norm);
    rules.put("aten::linalg_norm.ord_str", NormRules::matrixNorm);
    rules.put("aten::linalg_matrix_norm.default", NormRules::matrixNorm);
    rules.put("aten::linalg_matrix_norm.str_ord", NormRules::matrixNorm);
    rules.put("aten::frobenius_norm.dim", call -> norm(call, "ord"));
    rules.put("aten::rms_norm.default", NormRules::rootMeanSquare);
    rules.put("aten::cosine_similarity.default", NormRules::cosine);
    ScatterRules.both(rules, "renorm.default", NormRules::renorm);
    rules.put("aten::logsumexp.default", NormRules::logSumExp);
  }

  private static List<TensorValue> norm(Call call, String order) {
    TensorValue self = call.tensor("self");
    Set<Integer> dimensions = Reductions.dimensions(self, call.integers("dim"));
    TensorValue norm = norm(
        call.nodes(), self, dimensions, call.truth("keepdim", false), order(call, order), call.output().type());
    return List.of(Reductions.cast(call.nodes(), norm, call.output().type()));
  }

  /** Of one dimension, or without an order, the norm of vectors. */
  private static List<TensorValue> norm(Call call) {
    boolean isMatrix = call.has("ord") && call.integers("dim").size() != 1 && call.tensor("self").rank() != 1;
    return isMatrix ? matrixNorm(call) : norm(call, "ord");
  }

  /** Frobenius' norm, or the extreme of the sums of columns (order 1) or rows (infinite order). */
  private static List<TensorValue> matrixNorm(Call call) {
    return List.of(ofMatrices(call, call.tensor("self"), "ord"));
  }

  /** The norm of matrices in the call's dimensions, of the order that an argument tells. */
  static TensorValue ofMatrices(Call call, TensorValue self, String argument) {
    List<Long> given = call.integers("dim");
    int row = self.dimension(given.size() == 2 ? given.getFirst() : -2);
    int column = self.dimension(given.size() == 2 ? given.getLast() : -1);
    boolean keep = call.truth("keepdim", false);
    DataType type = call.output().type();
    String name = call.argument(argument).orElse(new Argument.Text("fro")) instanceof Argument.Text text
        ? text.value()
        : "";
    if (name.equals("nuc") || (name.isEmpty() && Math.abs(call.real(argument, 1)) == 2)) {
      return spectral(call, self, row, column, keep, name.equals("nuc") ? 1 : call.real(argument, 2));
    }
    if (name.equals("fro")) {
      TensorValue norm = norm(call.nodes(), self, Set.of(row, column), keep, 2, type);
      return Reductions.cast(call.nodes(), norm, type);
    }
    double order = order(call, argument);
    if (Math.abs(order) != 1 && !Double.isInfinite(order)) {
      throw new UnsupportedException("order " + order + " of a matrix's norm");
    }
    boolean isOfColumns = Math.abs(order) == 1;
    DataType compute = Formulas.computeType(type);
    TensorValue sums = Reductions.reduce(
        call.nodes(), self, Set.of(isOfColumns ? row : column), true, Reduction.Kind.SUM,
        load -> size(load.apply(self), compute));
    TensorValue extreme = Reductions.reduce(
        call.nodes(), sums, Set.of(row, column), keep, order > 0 ? Reduction.Kind.MAX : Reduction.Kind.MIN,
        load -> load.apply(sums));
    return Reductions.cast(call.nodes(), extreme, type);
  }

  /** The largest (order 2), the smallest (-2) or the sum (1) of the singular values. */
  private static TensorValue spectral(
      Call call, TensorValue self, int row, int column, boolean keep, double order) {
    var dimensions = new ArrayList<>(IntStream.range(0, self.rank()).boxed().toList());
    dimensions.removeAll(List.of(row, column));
    dimensions.addAll(List.of(row, column));
    TensorValue values = FactorRules.singular(call, Views.permute(self, dimensions), false).get(1);
    Reduction.Kind kind = order == 1 ? Reduction.Kind.SUM : order > 0 ? Reduction.Kind.MAX : Reduction.Kind.MIN;
    TensorValue norm = Reductions.reduce(
        call.nodes(), values, Set.of(values.rank() - 1), false, kind, load -> load.apply(values));
    return keep ? Views.reshape(norm, call.outputSizes()) : norm;
  }

  /** An infinite order may be written as a number or as text. */
  private static double order(Call call, String name) {
    return call.argument(name).orElse(new Argument.Int(2)) instanceof Argument.Text text
        ? switch (text.value()) {
          case "inf" -> Double.POSITIVE_INFINITY;
          case "-inf" -> Double.NEGATIVE_INFINITY;
          default -> throw new UnsupportedException("order " + text.value());
        }
        : call.real(name, 2);
  }

  private static TensorValue norm(
      Nodes nodes, TensorValue self, Set<Integer> dimensions, boolean keep, double order, DataType result) {
    return norm(nodes, self, dimensions, keep, order, result, load -> load.apply(self));
  }

  /** (Σ |x|ᵖ)^(1/p), the number of elements other than 0 for p = 0, the extreme of |x| for an infinite p. */
  static TensorValue norm(
      Nodes nodes, TensorValue shape, Set<Integer> dimensions, boolean keep, double order, DataType result,
      Reductions.Term term) {
    DataType compute = Formulas.computeType(result);
    if (Double.isInfinite(order)) {
      Reduction.Kind kind = order > 0 ? Reduction.Kind.MAX : Reduction.Kind.MIN;
      return Reductions.reduce(nodes, shape, dimensions, keep, kind, load -> size(term.at(load), compute));
    }
    TensorValue sum = Reductions.reduce(nodes, shape, dimensions, keep, Reduction.Kind.SUM, load -> {
      Expression x = term.at(load);
      return order == 2
          ? Formulas.multiply(Formulas.cast(x, compute), Formulas.cast(x, compute))
          : power(size(x, compute), order);
    });
    return order == 0 || order == 1
        ? sum
        : nodes.compute(shape.device(), sum.sizes(), Formulas.power(nodes.load(sum, sum.sizes()), 1 / order));
  }

  private static Expression size(Expression x, DataType type) {
    return Formulas.unary(UnaryFunction.ABS, Formulas.cast(x, type));
  }

  private static Expression power(Expression size, double order) {
    if (order == 0) {
      Expression zero = Formulas.constant(0, size.type());
      return Formulas.cast(Formulas.binary(BinaryFunction.NE, size, zero), size.type());
    }
    return order == 1 ? size : Formulas.power(size, order);
  }

  /** x over the root of the mean of its squares, times the weight. */
  private static List<TensorValue> rootMeanSquare(Call call) {
    Nodes nodes = call.nodes();
    TensorValue input = call.tensor("input");
    List<Index> sizes = input.sizes();
    DataType compute = Formulas.computeType(input.type());
    double eps = call.real("eps", input.type() == DataType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f));
    Set<Integer> dimensions = Reductions.last(input, call.indexes("normalized_shape").size());
    TensorValue mean = Reductions.mean(nodes, input, dimensions, true, load -> {
      Expression x = Formulas.cast(load.apply(input), compute);
      return Formulas.multiply(x, x);
    });
    Expression padded = Formulas.add(nodes.load(mean, mean.sizes()), Formulas.constant(eps, compute));
    TensorValue scale = nodes.compute(input.device(), mean.sizes(), Formulas.unary(UnaryFunction.RSQRT, padded));
    Expression value =
        Formulas.multiply(Formulas.cast(nodes.load(input, sizes), compute), nodes.load(scale, sizes));
    if (call.has("weight")) {
      value = Formulas.multiply(value, Formulas.cast(nodes.load(call.tensor("weight"), sizes), compute));
    }
    return List.of(nodes.compute(input.device(), sizes, Formulas.cast(value, call.output().type())));
  }

  /** Slices along a dimension whose norm is too large are scaled down to the largest one. */
  private static List<TensorValue> renorm(Call call) {
    Nodes nodes = call.nodes();
    TensorValue self = call.tensor("self");
    var dimensions = Reductions.dimensions(self, List.of());
    dimensions.remove(self.dimension(call.integer("dim", 0)));
    DataType compute = Formulas.computeType(self.type());
    TensorValue norms = norm(nodes, self, dimensions, true, call.real("p", 2), compute);
    List<Index> sizes = self.sizes();
    Expression norm = nodes.load(norms, sizes);
    Expression most = Formulas.constant(call.real("maxnorm", 1), compute);
    Expression scale = Formulas.divide(most, Formulas.add(norm, Formulas.constant(1e-7, compute)));
    Expression value = Formulas.cast(nodes.load(self, sizes), compute);
    Expression scaled = Formulas.choice(
        Formulas.binary(BinaryFunction.GT, norm, most), Formulas.multiply(value, scale), value);
    return List.of(nodes.compute(self.device(), sizes, Formulas.cast(scaled, self.type())));
  }

  /** The product of two vectors, each divided by its norm or by {@code eps} where that is larger. */
  private static List<TensorValue> cosine(Call call) {
    Nodes nodes = call.nodes();
    TensorValue first = call.tensor("x1");
    TensorValue second = call.tensor("x2");
    List<Index> sizes = Sizes.broadcast(first.sizes(), second.sizes());
    TensorValue all = TensorValue.whole(first.type(), first.device(), sizes);
    Set<Integer> dimension = Set.of(all.dimension(call.integer("dim", 1)));
    DataType type = call.output().type();
    DataType compute = Formulas.computeType(type);
    TensorValue left = normalized(call, Views.expand(first, sizes), dimension, compute);
    TensorValue right = normalized(call, Views.expand(second, sizes), dimension, compute);
    TensorValue sum = Reductions.reduce(
        nodes, left, dimension, false, Reduction.Kind.SUM,
        load -> Formulas.multiply(load.apply(left), load.apply(right)));
    return List.of(Reductions.cast(nodes, sum, type));
  }

  private static TensorValue normalized(Call call, TensorValue vectors, Set<Integer> dimension, DataType compute) {
    Nodes nodes = call.nodes();
    TensorValue norm = norm(nodes, vectors, dimension, true, 2, compute);
    Expression divisor = Formulas.binary(
        BinaryFunction.MAXIMUM, nodes.load(norm, vectors.sizes()), Formulas.constant(call.real("eps", 1e-8), compute));
    Expression value = Formulas.divide(Formulas.cast(nodes.load(vectors, vectors.sizes()), compute), divisor);
    return nodes.compute(vectors.device(), vectors.sizes(), value);
  }

  /** The largest plus the logarithm of the sum of exp(x - largest); an infinite largest is not subtracted. */
  private static List<TensorValue> logSumExp(Call call) {
    Nodes nodes = call.nodes();
    TensorValue self = call.tensor("self");
    DataType compute = Formulas.computeType(call.output().type());
    Set<Integer> dimensions = Reductions.dimensions(self, call.integers("dim"));
    TensorValue largest = Reductions.reduce(
        nodes, self, dimensions, true, Reduction.Kind.MAX, load -> Formulas.cast(load.apply(self), compute));
    Expression most = nodes.load(largest, largest.sizes());
    TensorValue shift = nodes.compute(
        self.device(), largest.sizes(),
        Formulas.choice(Formulas.unary(UnaryFunction.ISINF, most), Formulas.constant(0, compute), most));
    TensorValue sum = Reductions.reduce(
        nodes, self, dimensions, true, Reduction.Kind.SUM,
        load -> Formulas.unary(
            UnaryFunction.EXP,
            Formulas.subtract(Formulas.cast(load.apply(self), compute), load.apply(shift))));
    Expression value = Formulas.add(
        Formulas.unary(UnaryFunction.LOG, nodes.load(sum, sum.sizes())), nodes.load(shift, shift.sizes()));
    TensorValue kept = nodes.compute(self.device(), sum.sizes(), Formulas.cast(value, call.output().type()));
    return List.of(Views.reshape(kept, call.outputSizes()));
  }
}
