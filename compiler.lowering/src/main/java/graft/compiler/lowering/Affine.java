package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Index.Axis;
import graft.compiler.api.loop.Index.Product;
import graft.compiler.api.loop.Index.Sum;
import graft.compiler.api.loop.Index.Symbol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An offset that is a step for each axis and a start: what a strided tensor can express.
 *
 * @param strides step of each axis, none known to be negative
 * @param start offset of the first element
 */
record Affine(List<Index> strides, Index start) {

  /** The offset in this form; empty where it divides, reads memory, or goes backwards. */
  static Optional<Affine> of(Index offset, int rank) {
    var strides = new ArrayList<Index>(Collections.nCopies(rank, Index.of(0)));
    Index start = Index.of(0);
    for (Index term : offset instanceof Sum sum ? sum.terms() : List.of(offset)) {
      List<Index> factors = new ArrayList<>(term instanceof Product product ? product.atoms() : List.of(term));
      List<Axis> axes = factors.stream().filter(Axis.class::isInstance).map(Axis.class::cast).toList();
      factors.removeAll(axes);
      if (!factors.stream().allMatch(Affine::isSize) || axes.size() > 1) {
        return Optional.empty();
      }
      Index coefficient = Index.of(term instanceof Product product ? product.coefficient() : 1);
      Index step = Index.product(factors).times(coefficient);
      if (axes.isEmpty()) {
        start = start.plus(step);
      } else if (term instanceof Product product && product.coefficient() < 0) {
        return Optional.empty();
      } else {
        int axis = axes.getFirst().number();
        strides.set(axis, strides.get(axis).plus(step));
      }
    }
    return Optional.of(new Affine(strides, start));
  }

  /** Whether an atom is known before the loops run. */
  private static boolean isSize(Index atom) {
    return switch (atom) {
      case Index.Constant _,Symbol _ -> true;
      case Index.Quotient(Index dividend, Index divisor) -> isSize(dividend) && isSize(divisor);
      case Index.Remainder(Index dividend, Index divisor) -> isSize(dividend) && isSize(divisor);
      case Sum sum -> sum.terms().stream().allMatch(Affine::isSize);
      case Product product -> product.atoms().stream().allMatch(Affine::isSize);
      case Axis _,Index.Element _ -> false;
    };
  }
}
