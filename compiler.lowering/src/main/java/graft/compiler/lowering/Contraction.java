package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A tensor whose dimensions have labels, each once. Two of them are multiplied over the labels that they share, as Einstein's
 * notation has it: by a matrix product where something is summed, else element by element.
 *
 * @param labels one for each dimension
 */
record Contraction(Call call, TensorValue tensor, List<Integer> labels) {

  Contraction {
    labels = List.copyOf(labels);
  }

  /** A tensor whose labels may repeat: of equal ones the diagonal is taken. */
  static Contraction of(Call call, TensorValue tensor, List<Integer> labels) {
    List<Integer> distinct = List.copyOf(new LinkedHashSet<>(labels));
    List<Index> sizes = distinct.stream().map(label -> tensor.sizes().get(labels.indexOf(label))).toList();
    Index offset = tensor.offset().substitute(axis -> Index.axis(distinct.indexOf(labels.get(axis.number()))), sizes);
    return new Contraction(call, tensor.view(sizes, offset), distinct);
  }

  /** This times another, summed over the labels that are not kept. */
  Contraction times(Contraction other, Set<Integer> kept) {
    var shared = new LinkedHashSet<>(labels);
    shared.retainAll(other.labels);
    Contraction left = broadcast(other).summed(union(kept, shared));
    Contraction right = other.broadcast(this).summed(union(kept, shared));
    List<Integer> batch = shared.stream().filter(kept::contains).toList();
    List<Integer> inner = shared.stream().filter(label -> !kept.contains(label)).toList();
    List<Integer> rows = left.labels.stream().filter(label -> !shared.contains(label)).toList();
    List<Integer> columns = right.labels.stream().filter(label -> !shared.contains(label)).toList();
    var result = new ArrayList<Integer>(batch);
    result.addAll(rows);
    result.addAll(columns);
    return inner.isEmpty()
        ? left.multiplied(right, result)
        : left.matrixProduct(right, batch, rows, inner, columns, result);
  }

  private Contraction multiplied(Contraction other, List<Integer> result) {
    List<Index> sizes = result.stream().map(label -> has(label) ? size(label) : other.size(label)).toList();
    var product = Formulas.multiply(load(result, sizes), other.load(result, sizes));
    return new Contraction(call, call.nodes().compute(tensor.device(), sizes, product), result);
  }

  private Expression load(List<Integer> result, List<Index> sizes) {
    List<Index> at = labels.stream().<Index>map(label -> Index.axis(result.indexOf(label))).toList();
    return call.nodes().load(tensor, at, sizes);
  }

  private Contraction matrixProduct(
      Contraction other, List<Integer> batch, List<Integer> rows, List<Integer> inner, List<Integer> columns,
      List<Integer> result) {
    TensorValue first = grouped(batch, rows, inner);
    TensorValue second = other.grouped(batch, inner, columns);
    TensorValue product = batch.isEmpty()
        ? MatrixRules.multiply(call, Views.select(first, 0, Index.of(0)), Views.select(second, 0, Index.of(0)))
        : MatrixRules.batches(call, first, second);
    List<Index> sizes = result.stream().map(label -> has(label) ? size(label) : other.size(label)).toList();
    return new Contraction(call, Views.reshape(product, sizes), result);
  }

  /** Three dimensions, each of the dimensions with these labels. */
  private TensorValue grouped(List<Integer> first, List<Integer> second, List<Integer> third) {
    var order = new ArrayList<Integer>(first);
    order.addAll(second);
    order.addAll(third);
    return Views.reshape(in(order), List.of(size(first), size(second), size(third)));
  }

  /** The tensor with its dimensions in the order of these labels, all of which it has; the others are summed. */
  TensorValue in(List<Integer> order) {
    Contraction only = summed(new HashSet<>(order));
    return Views.permute(only.tensor, order.stream().map(only.labels::indexOf).toList());
  }

  private Contraction summed(Set<Integer> kept) {
    var dimensions = new HashSet<Integer>();
    for (int i = 0; i < labels.size(); i++) {
      if (!kept.contains(labels.get(i))) {
        dimensions.add(i);
      }
    }
    if (dimensions.isEmpty()) {
      return this;
    }
    TensorValue sum = Reductions.reduce(
        call.nodes(), tensor, dimensions, false, Reduction.Kind.SUM,
        load -> Formulas.cast(load.apply(tensor), Formulas.computeType(tensor.type())));
    return new Contraction(
        call, Reductions.cast(call.nodes(), sum, tensor.type()), labels.stream().filter(kept::contains).toList());
  }

  /** Dimensions of extent 1 get the extents that another has under their labels. */
  private Contraction broadcast(Contraction other) {
    List<Index> sizes =
        labels.stream().map(label -> size(label).isConstant(1) && other.has(label) ? other.size(label) : size(label))
            .toList();
    return new Contraction(call, Views.expand(tensor, sizes), labels);
  }

  private boolean has(int label) {
    return labels.contains(label);
  }

  private Index size(int label) {
    return tensor.sizes().get(labels.indexOf(label));
  }

  private Index size(List<Integer> several) {
    return Index.product(several.stream().map(this::size).toList());
  }

  private static Set<Integer> union(Set<Integer> left, Set<Integer> right) {
    var union = new HashSet<>(left);
    union.addAll(right);
    return union;
  }
}
