package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Index.Constant;
import graft.compiler.api.model.TensorMeta;
import java.util.HashSet;
import java.util.List;

/**
 * Whether what an archive says of its tensors agrees with itself. A graph whose sizes contradict each other would read outside
 * its memory; it is refused before it runs. Sizes that are symbols are left to the run.
 */
final class Agreement {

  private Agreement() {}

  /** A call makes a tensor of the type and sizes that the archive says. */
  static void result(TensorValue made, TensorMeta said, String name) {
    boolean agrees = made.type() == said.type() && made.rank() == said.rank();
    List<Index> sizes = Sizes.of(said.sizes());
    for (int i = 0; agrees && i < sizes.size(); i++) {
      agrees = mayBeEqual(made.sizes().get(i), sizes.get(i));
    }
    if (!agrees) {
      throw new UnsupportedException(
          "makes " + made.type().name() + Sizes.text(made.sizes()) + " of " + name + ", the model says "
              + said.type().name() + Sizes.text(sizes));
    }
  }

  /** A tensor can be broadcast to sizes. */
  static void broadcast(List<Index> from, List<Index> to) {
    int added = to.size() - from.size();
    boolean agrees = added >= 0;
    for (int i = 0; agrees && i < from.size(); i++) {
      agrees = from.get(i).isConstant(1) || mayBeEqual(from.get(i), to.get(i + added));
    }
    if (!agrees) {
      throw new UnsupportedException(
          "a tensor of sizes " + Sizes.text(from) + " where " + Sizes.text(to) + " is expected");
    }
  }

  /** Elements {@code start}, {@code start + step} and on lie within a dimension. */
  static void slice(Index start, Index step, Index length, Index size) {
    if (start instanceof Constant(long from) && step instanceof Constant(long by)
        && length instanceof Constant(long count) && size instanceof Constant(long extent)) {
      boolean isWithin = count == 0
          || (from >= 0 && by > 0 && count > 0 && from < extent && (extent - 1 - from) / by >= count - 1);
      if (!isWithin) {
        throw new UnsupportedException(
            count + " elements from " + from + " on, " + by + " apart, of a dimension of size " + extent);
      }
    }
  }

  /** Each dimension is named once. */
  static void order(List<Integer> order, int rank) {
    if (order.size() != rank || new HashSet<>(order).size() != rank) {
      throw new UnsupportedException("order " + order + " of a tensor of rank " + rank);
    }
  }

  /** Two extents are equal, as far as is known. */
  static void equal(Index left, Index right, String what) {
    if (!mayBeEqual(left, right)) {
      throw new UnsupportedException(what + " of sizes " + left.text() + " and " + right.text());
    }
  }

  /** Two tensors have one type. */
  static void type(TensorValue left, TensorValue right, String what) {
    if (left.type() != right.type()) {
      throw new UnsupportedException(what + " of " + left.type().name() + " and " + right.type().name());
    }
  }

  /** Whether two extents are equal, as far as is known. */
  static boolean mayBeEqual(Index left, Index right) {
    return !(left instanceof Constant) || !(right instanceof Constant) || left.equals(right);
  }
}
