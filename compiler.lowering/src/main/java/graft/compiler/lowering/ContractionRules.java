package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Products of tensors by labels of their dimensions, from the dot product to Einstein's notation. */
final class ContractionRules {

  /** Labels of the dimensions that an ellipsis stands for come after those of all letters. */
  private static final int ELLIPSIS = 0x10000;

  private ContractionRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::einsum.default", ContractionRules::einsum);
    rules.put("aten::tensordot.default", ContractionRules::tensordot);
    rules.put("aten::dot.default", call -> product(call, "self", List.of(0), "tensor", List.of(0)));
    rules.put("aten::vdot.default", call -> product(call, "self", List.of(0), "other", List.of(0)));
    rules.put("aten::linalg_vecdot.default", ContractionRules::vectors);
    rules.put("aten::linalg_vander.default", ContractionRules::powers);
    rules.put("aten::mv.default", call -> product(call, "self", List.of(1, 0), "vec", List.of(0)));
    rules.put("aten::outer.default", call -> product(call, "self", List.of(1), "vec2", List.of(2)));
    rules.put("aten::ger.default", call -> product(call, "self", List.of(1), "vec2", List.of(2)));
    rules.put("aten::inner.default", ContractionRules::inner);
    rules.put("aten::baddbmm.default",
        call -> added(call, product(call, "batch1", List.of(2, 3, 0), "batch2", List.of(2, 0, 4))));
    rules.put("aten::addbmm.default", call -> added(call, sumOfProducts(call)));
    rules.put("aten::addmv.default", call -> added(call, product(call, "mat", List.of(1, 0), "vec", List.of(0))));
    rules.put("aten::addr.default", call -> added(call, product(call, "vec1", List.of(1), "vec2", List.of(2))));
    rules.put("aten::bilinear.default", ContractionRules::bilinear);
    rules.put("aten::_trilinear.default", ContractionRules::trilinear);
    rules.put("aten::linalg_multi_dot.default", ContractionRules::chain);
    rules.put("aten::chain_matmul.default", ContractionRules::chain);
  }

  /** The product of two tensors: label 0 is summed, the others stay, in ascending order. */
  private static List<TensorValue> product(
      Call call, String first, List<Integer> labels, String second, List<Integer> others) {
    var kept = new TreeSet<>(labels);
    kept.addAll(others);
    kept.remove(0);
    Contraction left = Contraction.of(call, call.tensor(first), labels);
    Contraction right = Contraction.of(call, call.tensor(second), others);
    return List.of(left.times(right, kept).in(List.copyOf(kept)));
  }

  /** Products of vectors along a dimension. */
  private static List<TensorValue> vectors(Call call) {
    TensorValue first = call.tensor("x");
    TensorValue second = call.tensor("y");
    DataType type = call.output().type();
    DataType compute = Formulas.computeType(type);
    TensorValue all = TensorValue.whole(type, first.device(), Sizes.broadcast(first.sizes(), second.sizes()));
    TensorValue sum = Reductions.reduce(
        call.nodes(), all, Set.of(all.dimension(call.integer("dim", -1))), false, Reduction.Kind.SUM,
        load -> Formulas.multiply(
            Formulas.cast(load.apply(first), compute), Formulas.cast(load.apply(second), compute)));
    return List.of(Reductions.cast(call.nodes(), sum, type));
  }

  /** The powers of each element, from 0 on, in a new dimension. */
  private static List<TensorValue> powers(Call call) {
    TensorValue base = call.tensor("x");
    List<Index> sizes = call.outputSizes();
    DataType type = call.output().type();
    Expression element =
        Formulas.cast(call.nodes().load(Views.unsqueeze(base, base.rank()), sizes), Formulas.computeType(type));
    Expression exponent = Formulas.cast(Formulas.position(Index.axis(sizes.size() - 1)), element.type());
    Expression power = Formulas.binary(BinaryFunction.POW, element, exponent);
    return List.of(call.nodes().compute(base.device(), sizes, Formulas.cast(power, type)));
  }

  /** {@code beta · self + alpha · product}; with beta 0 what self holds does not count. */
  private static List<TensorValue> added(Call call, List<TensorValue> products) {
    TensorValue product = products.getFirst();
    TensorValue self = call.tensor("self");
    List<Index> sizes = call.outputSizes();
    DataType compute = Formulas.computeType(call.output().type());
    double beta = call.real("beta", 1);
    Expression value = scaled(Formulas.cast(call.nodes().load(product, sizes), compute), call.real("alpha", 1));
    if (beta != 0) {
      value = Formulas.add(scaled(Formulas.cast(call.nodes().load(self, sizes), compute), beta), value);
    }
    return List.of(
        call.nodes().compute(product.device(), sizes, Formulas.cast(value, call.output().type())));
  }

  private static Expression scaled(Expression value, double factor) {
    return factor == 1 ? value : Formulas.multiply(value, factor);
  }

  /** The sum over all batches. */
  private static List<TensorValue> sumOfProducts(Call call) {
    Contraction left = Contraction.of(call, call.tensor("batch1"), List.of(0, 1, 3));
    Contraction right = Contraction.of(call, call.tensor("batch2"), List.of(0, 3, 2));
    return List.of(left.times(right, Set.of(1, 2)).in(List.of(1, 2)));
  }

  /** Over the last dimensions; a number multiplies. */
  private static List<TensorValue> inner(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue other = call.tensor("other");
    boolean isNumber = self.rank() == 0 || other.rank() == 0;
    var labels = new ArrayList<>(range(1, self.rank()));
    var others = new ArrayList<>(range(1 + self.rank(), other.rank()));
    if (!isNumber) {
      labels.set(self.rank() - 1, 0);
      others.set(other.rank() - 1, 0);
    }
    return product(call, "self", labels, "other", others);
  }

  private static List<TensorValue> tensordot(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue other = call.tensor("other");
    var labels = new ArrayList<>(range(0, self.rank()));
    var others = new ArrayList<>(range(self.rank(), other.rank()));
    var kept = new TreeSet<>(labels);
    kept.addAll(others);
    List<Long> pairs = call.integers("dims_self");
    for (int i = 0; i < pairs.size(); i++) {
      int shared = self.dimension(pairs.get(i));
      int dimension = other.dimension(call.integers("dims_other").get(i));
      kept.remove(shared);
      kept.remove(others.get(dimension));
      others.set(dimension, shared);
    }
    Contraction left = Contraction.of(call, self, labels);
    return List.of(left.times(Contraction.of(call, other, others), kept).in(List.copyOf(kept)));
  }

  /** x₁ · weight[k] · x₂ for each k, plus the bias. */
  private static List<TensorValue> bilinear(Call call) {
    TensorValue first = call.tensor("input1");
    int leading = first.rank() - 1;
    var labels = new ArrayList<>(range(3, leading));
    List<Integer> kept = new ArrayList<>(labels);
    kept.add(0);
    labels.add(1);
    var others = new ArrayList<>(range(3, leading));
    others.add(2);
    var between = new ArrayList<>(kept);
    between.add(2);
    Contraction half = Contraction.of(call, first, labels)
        .times(Contraction.of(call, call.tensor("weight"), List.of(0, 1, 2)), new HashSet<>(between));
    TensorValue product =
        half.times(Contraction.of(call, call.tensor("input2"), others), new HashSet<>(kept)).in(kept);
    if (!call.has("bias")) {
      return List.of(product);
    }
    List<Index> sizes = product.sizes();
    Expression value = Formulas.add(
        call.nodes().load(product, sizes), call.nodes().load(call.tensor("bias"), sizes));
    return List.of(call.nodes().compute(product.device(), sizes, value));
  }

  /** Matrices multiplied from left to right; the outer ones may be vectors. */
  private static List<TensorValue> chain(Call call) {
    List<TensorValue> tensors = call.tensors(call.has("tensors") ? "tensors" : "matrices");
    Contraction result = null;
    for (int i = 0; i < tensors.size(); i++) {
      TensorValue next = tensors.get(i);
      List<Integer> labels = next.rank() == 2 ? List.of(i, i + 1) : List.of(i == 0 ? 1 : i);
      Contraction factor = Contraction.of(call, next, labels);
      result = result == null ? factor : result.times(factor, Set.of(0, i + 1));
    }
    if (result == null) {
      throw new UnsupportedException("no matrix to multiply");
    }
    return List.of(result.in(result.labels()));
  }

  private static List<TensorValue> einsum(Call call) {
    String equation = call.text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    List<TensorValue> tensors = call.tensors("tensors");
    if (terms.length != tensors.size()) {
      throw new UnsupportedException("equation " + equation + " of " + tensors.size() + " tensors");
    }
    var operands = new ArrayList<Contraction>();
    var ellipsis = new TreeSet<Integer>();
    for (int i = 0; i < terms.length; i++) {
      List<Integer> labels = labels(terms[i], tensors.get(i).rank() - terms[i].replace("...", "").length());
      labels.stream().filter(label -> label >= ELLIPSIS).forEach(ellipsis::add);
      operands.add(Contraction.of(call, tensors.get(i), labels));
    }
    List<Integer> result = arrow < 0
        ? implicit(equation.replace(",", "").replace("...", ""), ellipsis)
        : labels(equation.substring(arrow + 2), ellipsis.size());
    Contraction product = operands.getFirst();
    for (int i = 1; i < operands.size(); i++) {
      var kept = new HashSet<>(result);
      operands.subList(i + 1, operands.size()).forEach(later -> kept.addAll(later.labels()));
      product = product.times(operands.get(i), kept);
    }
    return List.of(product.in(result));
  }

  /** Labels of a term's dimensions; those of an ellipsis count from the last one backwards. */
  private static List<Integer> labels(String term, int ellipsis) {
    var labels = new ArrayList<Integer>();
    for (int i = 0; i < term.length(); i++) {
      if (term.charAt(i) == '.') {
        for (int j = ellipsis; j > 0; j--) {
          labels.add(ELLIPSIS + 100 - j);
        }
        i += 2;
      } else {
        labels.add((int) term.charAt(i));
      }
    }
    return labels;
  }

  /** The letters that occur once, sorted, after what an ellipsis stands for. */
  private static List<Integer> implicit(String letters, Set<Integer> ellipsis) {
    var result = new ArrayList<>(ellipsis);
    letters.chars()
        .filter(letter -> letters.indexOf(letter) == letters.lastIndexOf(letter))
        .sorted()
        .forEach(result::add);
    return result;
  }

  private static List<Integer> range(int start, int count) {
    return IntStream.range(start, start + count).boxed().toList();
  }

  /** The product of three tensors with dimensions of extent 1 put in, summed over some dimensions. */
  private static List<TensorValue> trilinear(Call call) {
    TensorValue first = raised(call, "i1", "expand1");
    TensorValue second = raised(call, "i2", "expand2");
    TensorValue third = raised(call, "i3", "expand3");
    List<Index> sizes = Sizes.broadcast(Sizes.broadcast(first.sizes(), second.sizes()), third.sizes());
    DataType type = call.output().type();
    DataType compute = Formulas.computeType(type);
    TensorValue grid = TensorValue.whole(compute, first.device(), sizes);
    var summed = new TreeSet<Integer>();
    call.integers("sumdim").forEach(dimension -> summed.add(grid.dimension(dimension)));
    TensorValue sum = Reductions.reduce(
        call.nodes(), grid, summed, false, Reduction.Kind.SUM,
        load -> Formulas.multiply(
            Formulas.multiply(
                Formulas.cast(load.apply(first), compute), Formulas.cast(load.apply(second), compute)),
            Formulas.cast(load.apply(third), compute)));
    return List.of(Reductions.cast(call.nodes(), sum, type));
  }

  private static TensorValue raised(Call call, String name, String dimensions) {
    TensorValue tensor = call.tensor(name);
    for (long dimension : call.integers(dimensions).stream().sorted().toList()) {
      tensor = Views.unsqueeze(tensor, Views.dimension(dimension, tensor.rank() + 1));
    }
    return tensor;
  }
}
