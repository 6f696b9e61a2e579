package graft.compiler.api.loop;

import graft.compiler.api.loop.Index.Constant;
import graft.compiler.api.loop.Index.Product;
import graft.compiler.api.loop.Index.Sum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An {@link Index} as a map from monomials, sorted lists of atoms, to coefficients; the constant has the empty monomial. */
record Polynomial(Map<List<Index>, Long> terms) {

  private static final Comparator<Index> ATOMS = Comparator.comparing(Index::toString);
  private static final Comparator<List<Index>> MONOMIALS =
      Comparator.comparing((List<Index> atoms) -> atoms.isEmpty() ? 1 : 0).thenComparing(List::toString);

  static Polynomial of(Index index) {
    var terms = new TreeMap<List<Index>, Long>(MONOMIALS);
    switch (index) {
      case Constant constant -> add(terms, List.of(), constant.value());
      case Product product -> add(terms, product.atoms(), product.coefficient());
      case Sum sum -> sum.terms().forEach(term -> of(term).terms.forEach((atoms, count) -> add(terms, atoms, count)));
      default -> add(terms, List.of(index), 1);
    }
    return new Polynomial(terms);
  }

  Polynomial plus(Polynomial other) {
    var sum = new TreeMap<List<Index>, Long>(MONOMIALS);
    sum.putAll(terms);
    other.terms.forEach((atoms, count) -> add(sum, atoms, count));
    return new Polynomial(sum);
  }

  Polynomial times(Polynomial other) {
    var product = new TreeMap<List<Index>, Long>(MONOMIALS);
    terms.forEach(
        (left, leftCount) -> other.terms.forEach(
            (right, rightCount) -> {
              var atoms = new ArrayList<Index>(left);
              atoms.addAll(right);
              atoms.sort(ATOMS);
              add(product, List.copyOf(atoms), Math.multiplyExact(leftCount, rightCount));
            }));
    return new Polynomial(product);
  }

  Index toIndex() {
    List<Index> sum = new ArrayList<>();
    terms.forEach((atoms, count) -> sum.add(term(atoms, count)));
    return switch (sum.size()) {
      case 0 -> Index.of(0);
      case 1 -> sum.getFirst();
      default -> new Sum(sum);
    };
  }

  static Index term(List<Index> atoms, long coefficient) {
    if (atoms.isEmpty()) {
      return Index.of(coefficient);
    }
    return coefficient == 1 && atoms.size() == 1 ? atoms.getFirst() : new Product(coefficient, atoms);
  }

  private static void add(Map<List<Index>, Long> terms, List<Index> atoms, long coefficient) {
    long sum = Math.addExact(terms.getOrDefault(atoms, 0L), coefficient);
    if (sum == 0) {
      terms.remove(atoms);
    } else {
      terms.put(atoms, sum);
    }
  }
}
