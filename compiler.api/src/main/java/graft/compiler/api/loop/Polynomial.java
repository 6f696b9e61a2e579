package graft.compiler.api.loop;

import graft.compiler.api.loop.Index.Constant;
import graft.compiler.api.loop.Index.Product;
import graft.compiler.api.loop.Index.Quotient;
import graft.compiler.api.loop.Index.Remainder;
import graft.compiler.api.loop.Index.Sum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An {@link Index} as a map from monomials, sorted lists of atoms, to coefficients; the constant has the empty monomial. */
record Polynomial(Map<List<Index>, Long> terms) {

  /** The constant comes last, as in {@code 64*i0 + 1}. */
  private static final Comparator<List<Index>> MONOMIALS = (left, right) -> {
    int constants = Boolean.compare(left.isEmpty(), right.isEmpty());
    return constants != 0 ? constants : IndexOrder.INSTANCE.compare(left, right);
  };

  static Polynomial of(Index index) {
    var terms = new TreeMap<List<Index>, Long>(MONOMIALS);
    addAll(terms, index);
    return new Polynomial(terms);
  }

  private static void addAll(Map<List<Index>, Long> terms, Index index) {
    switch (index) {
      case Constant constant -> add(terms, List.of(), constant.value());
      case Product product -> add(terms, product.atoms(), product.coefficient());
      case Sum sum -> sum.terms().forEach(term -> addAll(terms, term));
      default -> add(terms, List.of(index), 1);
    }
  }

  /** The sum of all. */
  static Polynomial sum(List<Index> indexes) {
    var sum = new TreeMap<List<Index>, Long>(MONOMIALS);
    indexes.forEach(index -> addAll(sum, index));
    return new Polynomial(sum).rejoined();
  }

  Polynomial plus(Polynomial other) {
    var sum = new TreeMap<List<Index>, Long>(MONOMIALS);
    sum.putAll(terms);
    other.terms.forEach((atoms, count) -> add(sum, atoms, count));
    return new Polynomial(sum).rejoined();
  }

  /** With {@code n*(x//n) + x%n} put together to {@code x}, which is what views of views leave behind. */
  private Polynomial rejoined() {
    for (Map.Entry<List<Index>, Long> term : terms.entrySet()) {
      for (Index atom : term.getKey()) {
        if (atom instanceof Remainder remainder) {
          Polynomial rest = factor(term.getKey(), atom, term.getValue());
          Polynomial quotient =
              rest.times(of(remainder.divisor())).times(of(new Quotient(remainder.dividend(), remainder.divisor())));
          Map.Entry<List<Index>, Long> partner = quotient.terms.entrySet().iterator().next();
          if (quotient.terms.size() == 1 && partner.getValue().equals(terms.get(partner.getKey()))) {
            var others = new TreeMap<List<Index>, Long>(MONOMIALS);
            others.putAll(terms);
            others.remove(term.getKey());
            others.remove(partner.getKey());
            return new Polynomial(others).plus(rest.times(of(remainder.dividend())));
          }
        }
      }
    }
    return this;
  }

  /** One term without one of its atoms. */
  private static Polynomial factor(List<Index> atoms, Index without, long coefficient) {
    var left = new ArrayList<Index>(atoms);
    left.remove(without);
    var terms = new TreeMap<List<Index>, Long>(MONOMIALS);
    terms.put(List.copyOf(left), coefficient);
    return new Polynomial(terms);
  }

  Polynomial times(Polynomial other) {
    var product = new TreeMap<List<Index>, Long>(MONOMIALS);
    terms.forEach(
        (left, leftCount) -> other.terms.forEach(
            (right, rightCount) -> {
              var atoms = new ArrayList<Index>(left);
              atoms.addAll(right);
              atoms.sort(IndexOrder.INSTANCE);
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
