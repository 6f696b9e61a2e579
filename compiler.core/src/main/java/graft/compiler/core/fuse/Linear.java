package graft.compiler.core.fuse;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Index.Axis;
import graft.compiler.api.loop.Index.Product;
import graft.compiler.api.loop.Index.Sum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An index as a sum of axes times coefficients.
 *
 * @param coefficients of each axis that occurs by itself, free of axes
 * @param rest what is left: free of axes too, or not if the index {@link #isExact is not linear}
 */
record Linear(SortedMap<Integer, Index> coefficients, Index rest) {

  Linear {
    coefficients = Collections.unmodifiableSortedMap(new TreeMap<>(coefficients));
  }

  static Linear of(Index index) {
    var coefficients = new TreeMap<Integer, Index>();
    Index rest = Index.of(0);
    for (Index term : index instanceof Sum sum ? sum.terms() : List.of(index)) {
      switch (term) {
        case Axis axis -> coefficients.merge(axis.number(), Index.of(1), Index::plus);
        case Product product when isLinear(product) -> {
          Axis axis = (Axis) product.atoms().stream().filter(Axis.class::isInstance).findFirst().orElseThrow();
          List<Index> others = new ArrayList<>(product.atoms());
          others.remove(axis);
          Index coefficient = Index.of(product.coefficient()).times(Index.product(others));
          coefficients.merge(axis.number(), coefficient, Index::plus);
        }
        default -> rest = rest.plus(term);
      }
    }
    return new Linear(coefficients, rest);
  }

  private static boolean isLinear(Product product) {
    return product.atoms().stream().filter(Axis.class::isInstance).count() == 1
        && product.atoms().stream().allMatch(atom -> atom instanceof Axis || !hasAxis(atom));
  }

  /** Whether nothing is left that depends on an axis. */
  boolean isExact() {
    return !hasAxis(rest);
  }

  /** Whether a part of the index, inside elements too, is an axis. */
  static boolean hasAxis(Index index) {
    boolean[] found = {false};
    index.forEachPart(expression -> {}, part -> found[0] |= part instanceof Axis);
    return found[0];
  }
}
