package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where an element of a reshaped tensor lies in the original. Dimensions are matched from the left in the smallest groups of
 * equal products, so that what stays or is split needs no division; within a group the position is taken apart by quotient and
 * remainder.
 */
final class Reshape {

  private Reshape() {}

  /**
   * For each dimension of {@code from} its index, over the axes of {@code to}.
   *
   * @throws IllegalArgumentException if the two have different numbers of elements
   */
  static List<Index> positions(List<Index> from, List<Index> to) {
    if (Index.product(from).isConstant(0)) {
      return Collections.nCopies(from.size(), Index.of(0));
    }
    var positions = new ArrayList<Index>();
    int left = 0;
    int right = 0;
    while (left < from.size() || right < to.size()) {
      Group group = smallestGroup(from, left, to, right);
      positions.addAll(group.positions(from, to));
      left = group.leftEnd;
      right = group.rightEnd;
    }
    return positions;
  }

  private static Group smallestGroup(List<Index> from, int left, List<Index> to, int right) {
    int most = from.size() - left + to.size() - right;
    for (int dimensions = 1; dimensions <= most; dimensions++) {
      for (int leftEnd = left; leftEnd <= from.size(); leftEnd++) {
        int rightEnd = right + dimensions - (leftEnd - left);
        if (rightEnd >= right
            && rightEnd <= to.size()
            && Index.product(from.subList(left, leftEnd)).equals(Index.product(to.subList(right, rightEnd)))) {
          return new Group(left, leftEnd, right, rightEnd);
        }
      }
    }
    throw new IllegalArgumentException("cannot view sizes " + Sizes.text(from) + " as " + Sizes.text(to));
  }

  /** Dimensions of the original that hold as many elements as dimensions of the result. */
  private record Group(int left, int leftEnd, int right, int rightEnd) {

    List<Index> positions(List<Index> from, List<Index> to) {
      Index position = Index.of(0);
      for (int i = right; i < rightEnd; i++) {
        position = position.times(to.get(i)).plus(to.get(i).isConstant(1) ? Index.of(0) : Index.axis(i));
      }
      var positions = new ArrayList<Index>();
      for (int i = leftEnd - 1; i > left; i--) {
        positions.add(position.remainder(from.get(i), to));
        position = position.quotient(from.get(i), to);
      }
      if (leftEnd > left) {
        positions.add(position);
      }
      Collections.reverse(positions);
      return positions;
    }
  }
}
