package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The index expressions and loads of an expression. What occurs in several places is visited once. */
final class IndexesOf {

  private static final int FUNCTION = 8;

  private final Set<Expression> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Index> found = new ArrayList<>();
  private final Consumer<Expression.Load> loads;

  private IndexesOf(Consumer<Expression.Load> loads) {
    this.loads = loads;
  }

  /** The outermost index expressions: offsets and positions. */
  static List<Index> expression(Expression expression) {
    var all = new IndexesOf(load -> {});
    all.visit(expression);
    return all.found;
  }

  /** The outermost index expressions of what a nest computes, and its own offset. */
  static List<Index> nest(LoopNest nest) {
    List<Index> all = expression(nest.value());
    all.add(nest.offset());
    return all;
  }

  /** About how many operations an expression takes. */
  static int operations(Expression expression) {
    var all = new IndexesOf(load -> {});
    all.visit(expression);
    return all.seen.stream().mapToInt(part -> part instanceof Expression.Unary ? FUNCTION : 1).sum();
  }

  /** Hands every load of a nest to the consumer, those inside of offsets too. */
  static void loads(LoopNest nest, Consumer<Expression.Load> loads) {
    var all = new IndexesOf(loads);
    all.visit(nest.value());
    all.inside(nest.offset());
  }

  private void visit(Expression expression) {
    if (!seen.add(expression)) {
      return;
    }
    switch (expression) {
      case Expression.Load load -> {
        loads.accept(load);
        add(load.offset());
      }
      case Expression.Position position -> add(position.index());
      case Expression.Cast cast -> visit(cast.value());
      case Expression.Unary unary -> visit(unary.value());
      case Expression.Binary binary -> {
        visit(binary.left());
        visit(binary.right());
      }
      case Expression.Choice choice -> {
        visit(choice.condition());
        visit(choice.then());
        visit(choice.otherwise());
      }
      case Expression.Real _ -> {
      }
      case Expression.Whole _ -> {
      }
    }
  }

  private void add(Index index) {
    found.add(index);
    inside(index);
  }

  /** Elements hold expressions; their indexes are found as parts of the outer index, their loads here. */
  private void inside(Index index) {
    switch (index) {
      case Index.Sum sum -> sum.terms().forEach(this::inside);
      case Index.Product product -> product.atoms().forEach(this::inside);
      case Index.Quotient quotient -> {
        inside(quotient.dividend());
        inside(quotient.divisor());
      }
      case Index.Remainder remainder -> {
        inside(remainder.dividend());
        inside(remainder.divisor());
      }
      case Index.Element element -> {
        visit(element.value());
        inside(element.size());
      }
      case Index.Constant _ -> {
      }
      case Index.Symbol _ -> {
      }
      case Index.Axis _ -> {
      }
    }
  }
}
