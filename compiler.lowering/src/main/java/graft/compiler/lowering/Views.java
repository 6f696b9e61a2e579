package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Index.Axis;
import graft.compiler.api.loop.Index.Constant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Views as transformations of the offset: nothing is computed, whatever chain of views a model builds. */
final class Views {

  private Views() {}

  /** The dimension that {@code number} means, counted from the end where negative. */
  static int dimension(long number, int rank) {
    long wrapped = number < 0 ? number + Math.max(rank, 1) : number;
    if (wrapped < 0 || wrapped >= Math.max(rank, 1)) {
      throw new IllegalArgumentException("dimension " + number + " of a tensor of rank " + rank);
    }
    return (int) wrapped;
  }

  /** Dimension i of the result is dimension {@code order[i]}. */
  static TensorValue permute(TensorValue tensor, List<Integer> order) {
    Agreement.order(order, tensor.rank());
    var sizes = new ArrayList<Index>();
    for (int dimension : order) {
      sizes.add(tensor.sizes().get(dimension));
    }
    return map(tensor, sizes, axis -> Index.axis(order.indexOf(axis.number())));
  }

  /** Two dimensions exchanged. */
  static TensorValue transpose(TensorValue tensor, int first, int second) {
    var order = new ArrayList<Integer>();
    for (int i = 0; i < tensor.rank(); i++) {
      order.add(i == first ? second : i == second ? first : i);
    }
    return permute(tensor, order);
  }

  /** Broadcast to sizes of the same rank or a higher one. */
  static TensorValue expand(TensorValue tensor, List<Index> sizes) {
    Agreement.broadcast(tensor.sizes(), sizes);
    int added = sizes.size() - tensor.rank();
    return map(
        tensor,
        sizes,
        axis -> tensor.sizes().get(axis.number()).isConstant(1) ? Index.of(0) : Index.axis(axis.number() + added));
  }

  /** A dimension of extent 1 put before dimension {@code at}. */
  static TensorValue unsqueeze(TensorValue tensor, int at) {
    var sizes = new ArrayList<>(tensor.sizes());
    sizes.add(at, Index.of(1));
    return map(tensor, sizes, axis -> axis.number() < at ? axis : Index.axis(axis.number() + 1));
  }

  /** One element along a dimension, which goes away. */
  static TensorValue select(TensorValue tensor, int dimension, Index element) {
    if (dimension >= tensor.rank()) {
      throw new UnsupportedException("an element of a dimension of a tensor of rank 0");
    }
    Agreement.slice(element, Index.of(1), Index.of(1), tensor.sizes().get(dimension));
    var sizes = new ArrayList<>(tensor.sizes());
    sizes.remove(dimension);
    return map(
        tensor,
        sizes,
        axis -> {
          int number = axis.number();
          return number < dimension ? axis : number == dimension ? element : Index.axis(number - 1);
        });
  }

  /** {@code length} elements along a dimension, from {@code start} on, {@code step} apart. */
  static TensorValue slice(TensorValue tensor, int dimension, Index start, Index step, Index length) {
    if (dimension >= tensor.rank()) {
      throw new UnsupportedException("a slice of a tensor of rank 0");
    }
    Agreement.slice(start, step, length, tensor.sizes().get(dimension));
    var sizes = new ArrayList<>(tensor.sizes());
    sizes.set(dimension, length);
    return map(tensor, sizes, axis -> axis.number() == dimension ? axis.times(step).plus(start) : axis);
  }

  /** The same elements in the same order under other sizes. */
  static TensorValue reshape(TensorValue tensor, List<Index> sizes) {
    List<Index> positions = Reshape.positions(tensor.sizes(), sizes);
    return map(tensor, sizes, axis -> positions.get(axis.number()));
  }

  /** An index that counts from the end where it is negative. */
  static Index fromStart(Index index, Index size) {
    return index instanceof Constant constant && constant.value() < 0 ? index.plus(size) : index;
  }

  /** Where a slice begins: counted from the end where negative, and within the dimension. */
  static Index start(Index index, Index size) {
    Index start = fromStart(index, size);
    return start instanceof Constant from && size instanceof Constant most
        ? Index.of(Math.clamp(from.value(), 0, most.value()))
        : start;
  }

  private static TensorValue map(TensorValue tensor, List<Index> sizes, Function<Axis, Index> axes) {
    return tensor.view(sizes, tensor.offset().substitute(axes, sizes));
  }
}
