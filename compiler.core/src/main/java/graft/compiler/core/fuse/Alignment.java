package graft.compiler.core.fuse;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which loops of two kernels are the same, found by how both go through one buffer: axes that step through it alike, from the
 * largest step down, an axis split where it does the work of two. A producer over {@code [32, 384]} and a consumer over
 * {@code [32, 4, 96]} become {@code [32, 4, 96]} both.
 */
final class Alignment {

  private final List<Piece> group = new ArrayList<>();
  private final List<Piece> nest = new ArrayList<>();

  private Alignment() {}

  /**
   * A loop, or a part of one.
   *
   * @param axis the axis that it is of
   * @param extent how often it runs
   * @param match the number of what it is the same as on the other side; -1 for none
   */
  private record Piece(int axis, Index extent, int match) {}

  /** One side: an access of the buffer, over axes of which only the first may be shared. */
  record Access(Linear offset, List<Index> extents, int eligible) {}

  /** An axis by its step through the buffer, while pieces are taken from its outer end. */
  private record Step(int axis, Index stride, Index extent) {

    Index reach() {
      return stride.times(extent);
    }
  }

  static Alignment of(Access inGroup, Access inNest, SizeHints hints) {
    var alignment = new Alignment();
    List<Step> left = steps(inGroup, hints);
    List<Step> right = steps(inNest, hints);
    var leftPieces = new HashMap<Integer, List<Piece>>();
    var rightPieces = new HashMap<Integer, List<Piece>>();
    int matches = 0;
    while (!left.isEmpty() && !right.isEmpty()) {
      Step one = left.removeFirst();
      Step other = right.removeFirst();
      Index stride = hints.of(one.stride()) >= hints.of(other.stride()) ? one.stride() : other.stride();
      Index extent = stride.equals(one.stride()) ? one.extent() : other.extent();
      if (!one.reach().equals(other.reach()) || !isMultiple(stride, one.stride())
          || !isMultiple(stride, other.stride())) {
        break;
      }
      boolean isShared = one.axis() < inGroup.eligible() && other.axis() < inNest.eligible();
      int match = isShared ? matches++ : -1;
      take(one, stride, extent, match, leftPieces, left);
      take(other, stride, extent, match, rightPieces, right);
    }
    alignment.group.addAll(pieces(inGroup, leftPieces));
    alignment.nest.addAll(pieces(inNest, rightPieces));
    return alignment;
  }

  private static boolean isMultiple(Index number, Index of) {
    return number.remainder(of, List.of()).isConstant(0);
  }

  /** Axes that occur in an access, the largest step first. */
  private static List<Step> steps(Access access, SizeHints hints) {
    var steps = new ArrayList<Step>();
    access.offset().coefficients().forEach((axis, stride) -> {
      if (hints.of(stride) <= 0) {
        return;
      }
      steps.add(new Step(axis, stride, access.extents().get(axis)));
    });
    steps.sort(Comparator.comparingLong((Step step) -> hints.of(step.stride())).reversed());
    return steps;
  }

  private static void take(
      Step step, Index stride, Index extent, int match, Map<Integer, List<Piece>> pieces, List<Step> rest) {
    pieces.computeIfAbsent(step.axis(), axis -> new ArrayList<>()).add(new Piece(step.axis(), extent, match));
    Index inner = stride.quotient(step.stride(), List.of());
    if (!inner.isConstant(1)) {
      rest.addFirst(new Step(step.axis(), step.stride(), inner));
    }
  }

  /** The pieces of all axes that may be shared, what was not taken included. */
  private static List<Piece> pieces(Access access, Map<Integer, List<Piece>> taken) {
    var pieces = new ArrayList<Piece>();
    for (int axis = 0; axis < access.eligible(); axis++) {
      List<Piece> own = taken.getOrDefault(axis, List.of());
      Index extent = access.extents().get(axis);
      for (Piece piece : own) {
        pieces.add(piece);
        extent = extent.quotient(piece.extent(), List.of());
      }
      if (own.isEmpty() || !extent.isConstant(1)) {
        pieces.add(new Piece(axis, extent, -1));
      }
    }
    return pieces;
  }

  /** Extents of the loops that both have, in the group's order. */
  List<Index> shared() {
    return group.stream().filter(piece -> piece.match() >= 0).map(Piece::extent).toList();
  }

  /** A nest of the group, the shared loops first. */
  LoopNest inGroup(LoopNest member) {
    return reindexed(member, group);
  }

  /** The nest that is to join it, the shared loops first. */
  LoopNest joining(LoopNest candidate) {
    return reindexed(candidate, nest);
  }

  /** The pieces as loops: first the shared ones in the group's order, then the others as they were. */
  private LoopNest reindexed(LoopNest old, List<Piece> pieces) {
    List<Integer> order = group.stream().map(Piece::match).filter(match -> match >= 0).toList();
    Index[] extents = new Index[pieces.size()];
    Map<Integer, Index> axes = new HashMap<>();
    int next = order.size();
    boolean isSame = true;
    for (Piece piece : pieces) {
      int number = piece.match() >= 0 ? order.indexOf(piece.match()) : next++;
      isSame &= piece.axis() == number;
      extents[number] = piece.extent();
      axes.merge(piece.axis(), Index.axis(number), (outer, inner) -> outer.times(piece.extent()).plus(inner));
    }
    int eligible = axes.size();
    if (isSame && eligible == pieces.size()) {
      return old;
    }
    var outer = new ArrayList<>(List.of(extents));
    outer.addAll(old.extents().subList(eligible, old.extents().size()));
    List<Index> inner = old.reduction().map(Reduction::extents).orElse(List.of());
    int added = pieces.size() - eligible;
    return Axes.reindexed(
        old, outer, inner, axis -> axes.getOrDefault(axis.number(), Index.axis(axis.number() + added)));
  }
}
