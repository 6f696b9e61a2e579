package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Reductions of a tensor over some of its dimensions. */
final class Reductions {

  private Reductions() {}

  /** The dimensions that numbers mean; all where there are none. */
  static Set<Integer> dimensions(TensorValue tensor, Collection<Long> numbers) {
    var dimensions = new TreeSet<Integer>();
    numbers.forEach(number -> dimensions.add(tensor.dimension(number)));
    if (numbers.isEmpty()) {
      IntStream.range(0, tensor.rank()).forEach(dimensions::add);
    }
    return dimensions;
  }

  /** The last dimensions, {@code count} of them. */
  static Set<Integer> last(TensorValue tensor, int count) {
    var dimensions = new TreeSet<Integer>();
    IntStream.range(tensor.rank() - count, tensor.rank()).forEach(dimensions::add);
    return dimensions;
  }

  /** A value of one element, given how to load elements of other tensors at its place. */
  interface Term {

    /**
     * The value.
     *
     * @param loader loads an element of a tensor of the same rank, broadcast
     */
    Expression at(Function<TensorValue, Expression> loader);
  }

  /** A value of one element as a {@link Term}, given also its place: an index for each dimension. */
  interface PlacedTerm {

    /** The value. */
    Expression at(Function<TensorValue, Expression> loader, List<Index> place);
  }

  /** Reduces a value that is computed at each place of a tensor. */
  static TensorValue reduce(
      Nodes nodes, TensorValue tensor, Set<Integer> dimensions, boolean keep, Reduction.Kind kind, Term term) {
    return reduce(nodes, tensor, dimensions, keep, kind, (loader, place) -> term.at(loader));
  }

  /**
   * Reduces a value that is computed at each place of a tensor.
   *
   * @param tensor gives the sizes
   * @param dimensions what is reduced
   * @param keep whether reduced dimensions stay, with extent 1
   */
  static TensorValue reduce(
      Nodes nodes, TensorValue tensor, Set<Integer> dimensions, boolean keep, Reduction.Kind kind,
      PlacedTerm term) {
    var outer = new ArrayList<Index>();
    var inner = new ArrayList<Index>();
    var sizes = new ArrayList<Index>();
    var places = new ArrayList<Index>();
    int kept = (int) IntStream.range(0, tensor.rank()).filter(i -> !dimensions.contains(i)).count();
    var at = new ArrayList<Index>();
    for (int i = 0; i < tensor.rank(); i++) {
      Index size = tensor.sizes().get(i);
      if (dimensions.contains(i)) {
        at.add(Index.axis(kept + inner.size()));
        inner.add(size);
        if (keep) {
          sizes.add(Index.of(1));
          places.add(Index.of(0));
        }
      } else {
        at.add(Index.axis(outer.size()));
        places.add(Index.axis(outer.size()));
        outer.add(size);
        sizes.add(size);
      }
    }
    var extents = new ArrayList<>(outer);
    extents.addAll(inner);
    Expression value = term.at(
        operand -> nodes.load(Views.expand(operand, tensor.sizes()), at, extents), at);
    Index offset = TensorValue.rowMajor(sizes).substitute(axis -> places.get(axis.number()), outer);
    return nodes.reduce(tensor.device(), sizes, outer, offset, new Reduction(kind, inner), value);
  }

  /** The number of elements that are reduced, as a value. */
  static Expression count(TensorValue tensor, Set<Integer> dimensions, DataType type) {
    Index count = Index.of(1);
    for (int dimension : dimensions) {
      if (dimension < tensor.rank()) {
        count = count.times(tensor.sizes().get(dimension));
      }
    }
    return count instanceof Index.Constant number
        ? Formulas.constant((double) number.value(), type)
        : Formulas.cast(new Expression.Position(count, DataType.INT64), type);
  }

  /** The mean of a value over some dimensions. */
  static TensorValue mean(Nodes nodes, TensorValue tensor, Set<Integer> dimensions, boolean keep, Term term) {
    TensorValue sum = reduce(nodes, tensor, dimensions, keep, Reduction.Kind.SUM, term);
    Expression mean = Formulas.divide(nodes.load(sum, sum.sizes()), count(tensor, dimensions, sum.type()));
    return nodes.compute(sum.device(), sum.sizes(), mean);
  }

  /** The tensor in another type; itself, where it has that. */
  static TensorValue cast(Nodes nodes, TensorValue tensor, DataType type) {
    return tensor.type() == type
        ? tensor
        : nodes.compute(tensor.device(), tensor.sizes(), Formulas.cast(nodes.load(tensor, tensor.sizes()), type));
  }
}
