package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A window over the last dimensions of a tensor for each element of a result of the same rank.
 *
 * @param input the tensor
 * @param sizes sizes of the result: its elements are the outer loops
 * @param places for each windowed dimension where a point of the window lies, over the result's axes and then those of the
 *     window
 * @param extents extents of the window
 * @param inside whether a point lies inside; empty where all do
 */
record Windows(
    TensorValue input,
    List<Index> sizes,
    List<Index> places,
    List<Index> extents,
    Optional<Expression> inside) {

  /** A window of fixed size that moves by a stride, over a tensor that is padded in front. */
  static Windows sliding(
      TensorValue input, List<Index> sizes, List<Long> kernel, List<Long> stride, List<Long> padding,
      List<Long> dilation) {
    int lead = input.rank() - kernel.size();
    var places = new ArrayList<Index>();
    Optional<Expression> inside = Optional.empty();
    for (int i = 0; i < kernel.size(); i++) {
      Index place = Index.axis(lead + i)
          .times(Index.of(stride.get(i)))
          .plus(Index.axis(input.rank() + i).times(Index.of(dilation.get(i))))
          .minus(Index.of(padding.get(i)));
      places.add(place);
      Index last = sizes.get(lead + i)
          .minus(Index.of(1))
          .times(Index.of(stride.get(i)))
          .plus(Index.of((kernel.get(i) - 1) * dilation.get(i)));
      Index slack = input.sizes().get(lead + i).minus(last);
      boolean fits = padding.get(i) == 0 && slack instanceof Index.Constant spare && spare.value() > 0;
      inside =
          fits ? inside : Optional.of(and(inside, Formulas.isWithin(place, Index.of(0), input.sizes().get(lead + i))));
    }
    return new Windows(input, sizes, places, kernel.stream().map(Index::of).toList(), inside);
  }

  /** Windows that divide the last dimensions as evenly as they can: from ⌊i · size / count⌋ to ⌈(i + 1) · size / count⌉. */
  static Windows adaptive(TensorValue input, List<Index> sizes, int dimensions) {
    int lead = input.rank() - dimensions;
    var places = new ArrayList<Index>();
    var extents = new ArrayList<Index>();
    Optional<Expression> inside = Optional.empty();
    for (int i = 0; i < dimensions; i++) {
      Index size = input.sizes().get(lead + i);
      Index count = sizes.get(lead + i);
      Index start = start(Index.axis(lead + i), size, count, sizes);
      Index place = start.plus(Index.axis(input.rank() + i));
      places.add(place);
      if (isMultiple(size, count)) {
        extents.add(size.quotient(count, List.of()));
      } else {
        extents.add(size.minus(Index.of(1)).quotient(count, List.of()).plus(Index.of(2)));
        inside =
            Optional.of(and(inside, Formulas.isWithin(place, start, end(Index.axis(lead + i), size, count, sizes))));
      }
    }
    return new Windows(input, sizes, places, extents, inside);
  }

  private static boolean isMultiple(Index size, Index count) {
    if (size instanceof Index.Constant all && count instanceof Index.Constant parts) {
      return parts.value() > 0 && all.value() % parts.value() == 0;
    }
    return count.isConstant(1);
  }

  private static Index start(Index part, Index size, Index count, List<Index> extents) {
    return part.times(size).quotient(count, extents);
  }

  private static Index end(Index part, Index size, Index count, List<Index> extents) {
    return part.plus(Index.of(1)).times(size).plus(count).minus(Index.of(1)).quotient(count, extents);
  }

  /** How many elements the adaptive window of an element of the result has. */
  static Expression adaptiveCount(TensorValue input, List<Index> sizes, int dimensions, DataType type) {
    int lead = input.rank() - dimensions;
    Index count = Index.of(1);
    for (int i = lead; i < input.rank(); i++) {
      Index part = Index.axis(i);
      Index size = input.sizes().get(i);
      count = count.times(end(part, size, sizes.get(i), sizes).minus(start(part, size, sizes.get(i), sizes)));
    }
    return Formulas.cast(Formulas.position(count), type);
  }

  /** The element at a point of the window, or another value where that lies outside. */
  Expression element(Nodes nodes, Expression outside) {
    Expression value = Formulas.cast(load(nodes), outside.type());
    return inside.map(condition -> Formulas.choice(condition, value, outside)).orElse(value);
  }

  private Expression load(Nodes nodes) {
    var at = new ArrayList<Index>();
    for (int i = 0; i < input.rank() - places.size(); i++) {
      at.add(Index.axis(i));
    }
    at.addAll(places);
    var all = new ArrayList<>(sizes);
    all.addAll(extents);
    return nodes.load(input, at, all);
  }

  /** Combines a value over each window. */
  TensorValue reduce(Nodes nodes, Reduction.Kind kind, Function<Windows, Expression> value) {
    return nodes.reduce(
        input.device(), sizes, sizes, TensorValue.rowMajor(sizes), new Reduction(kind, extents), value.apply(this));
  }

  private static Expression and(Optional<Expression> left, Expression right) {
    return left.map(condition -> Formulas.binary(BinaryFunction.AND, condition, right)).orElse(right);
  }
}
