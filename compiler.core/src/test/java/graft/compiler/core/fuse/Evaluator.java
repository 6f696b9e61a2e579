package graft.compiler.core.fuse;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.FusedCall;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.schedule.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * Runs small graphs of loops over float64: nodes in any order that their dependencies allow, the points of shared loops in any
 * order. A call's results depend on every element that it is given, each in its own way.
 */
final class Evaluator {

  private final Lowered lowered;
  private final Random random;
  private final Map<String, double[]> memory = new HashMap<>();

  private Evaluator(Lowered lowered, Random random) {
    this.lowered = lowered;
    this.random = random;
  }

  /** What all inputs and results hold at the end. */
  static Map<String, double[]> run(Lowered lowered, Random random) {
    var evaluator = new Evaluator(lowered, random);
    lowered.schedule().inputs().keySet().forEach(evaluator::fill);
    evaluator.order().forEach(evaluator::node);
    var results = new HashMap<String, double[]>();
    lowered.schedule().inputs().keySet().forEach(name -> results.put(name, evaluator.of(name)));
    lowered.results().forEach(result -> results.put(result.name(), evaluator.of(result.value().buffer())));
    return results;
  }

  private void fill(String input) {
    double[] values = allocate(input);
    Arrays.setAll(values, i -> Math.sin(input.hashCode() + 0.7 * i));
  }

  private double[] allocate(String name) {
    TensorView view = Objects.requireNonNull(lowered.memory().get(name), name);
    double[] values = new double[(int) Index.product(view.sizes()).evaluate(symbol -> 0)];
    Arrays.fill(values, Double.NaN);
    memory.put(name, values);
    return values;
  }

  private double[] of(String name) {
    return Objects.requireNonNull(memory.get(name), name + " is read, but holds nothing");
  }

  private List<Node> order() {
    var left = new ArrayList<>(lowered.schedule().nodes());
    var order = new ArrayList<Node>();
    Set<String> missing = new HashSet<>();
    left.forEach(node -> missing.addAll(node.outputs()));
    while (!left.isEmpty()) {
      List<Node> ready =
          left.stream().filter(node -> node.unmet().stream().noneMatch(name -> isMissing(name, missing))).toList();
      if (ready.isEmpty()) {
        throw new IllegalStateException("nodes wait for each other: " + left);
      }
      Node next = ready.get(random.nextInt(ready.size()));
      left.remove(next);
      next.outputs().forEach(missing::remove);
      order.add(next);
    }
    return order;
  }

  private boolean isMissing(String name, Set<String> missing) {
    return missing.contains(name) || missing.contains(lowered.schedule().realName(name));
  }

  private void node(Node node) {
    node.outputs().stream().filter(lowered.memory()::containsKey).forEach(this::allocate);
    Body body = Objects.requireNonNull(lowered.bodies().get(node.name()), node.name());
    switch (body) {
      case LoopNest nest -> points(nest.extents()).forEach(point -> point(nest, point));
      case FusedLoops fused -> {
        List<Index> shared = fused.nests().getFirst().extents().subList(0, fused.shared());
        points(shared).forEach(point -> fused.nests().forEach(nest -> inside(nest, point)));
        fused.internal().forEach(memory::remove);
      }
      case ExternCall call -> call(call);
      case FusedCall fused -> {
        call(fused.call());
        points(fused.epilogue().extents()).forEach(point -> point(fused.epilogue(), point));
        memory.remove(fused.call().results().getFirst().buffer());
      }
      default -> throw new IllegalArgumentException(body.toString());
    }
  }

  /** All points of loops, in random order. */
  private List<long[]> points(List<Index> extents) {
    List<long[]> points = new ArrayList<>(inOrder(extents));
    Collections.shuffle(points, random);
    return points;
  }

  private static List<long[]> inOrder(List<Index> extents) {
    List<long[]> points = List.of(new long[0]);
    for (Index extent : extents) {
      var longer = new ArrayList<long[]>();
      for (long[] point : points) {
        for (long i = 0; i < extent.evaluate(symbol -> 0); i++) {
          long[] next = Arrays.copyOf(point, point.length + 1);
          next[point.length] = i;
          longer.add(next);
        }
      }
      points = longer;
    }
    return points;
  }

  /** A nest at a point of the shared loops, its own in order. */
  private void inside(LoopNest nest, long[] shared) {
    List<Index> own = nest.extents().subList(shared.length, nest.extents().size());
    inOrder(own).forEach(point -> point(nest, joined(shared, point)));
  }

  private static long[] joined(long[] first, long[] second) {
    long[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private void point(LoopNest nest, long[] point) {
    double value;
    if (nest.reduction().isEmpty()) {
      value = value(nest.value(), point);
    } else {
      boolean isSum = nest.reduction().get().kind() == Reduction.Kind.SUM;
      value = isSum ? 0 : Double.NEGATIVE_INFINITY;
      for (long[] inner : inOrder(nest.reduction().get().extents())) {
        double next = value(nest.value(), joined(point, inner));
        value = isSum ? value + next : Math.max(value, next);
      }
    }
    of(nest.buffer())[(int) index(nest.offset(), point)] = value;
  }

  private double value(Expression expression, long[] point) {
    return switch (expression) {
      case Expression.Load load -> of(load.buffer())[(int) index(load.offset(), point)];
      case Expression.Real real -> real.value();
      case Expression.Whole whole -> whole.value();
      case Expression.Position position -> index(position.index(), point);
      case Expression.Cast cast -> value(cast.value(), point);
      case Expression.Unary unary -> switch (unary.function()) {
        case EXP -> Math.exp(value(unary.value(), point));
        case NEG -> -value(unary.value(), point);
        default -> throw new IllegalArgumentException(unary.toString());
      };
      case Expression.Binary binary -> {
        double left = value(binary.left(), point);
        double right = value(binary.right(), point);
        yield switch (binary.function()) {
          case ADD -> left + right;
          case SUB -> left - right;
          case MUL -> left * right;
          case DIV -> left / right;
          case LT -> left < right ? 1 : 0;
          default -> throw new IllegalArgumentException(binary.toString());
        };
      }
      case Expression.Choice choice ->
        value(choice.condition(), point) != 0 ? value(choice.then(), point) : value(choice.otherwise(), point);
    };
  }

  private long index(Index index, long[] point) {
    return switch (index) {
      case Index.Constant constant -> constant.value();
      case Index.Axis axis -> point[axis.number()];
      case Index.Sum sum -> sum.terms().stream().mapToLong(term -> index(term, point)).sum();
      case Index.Product product ->
        product.atoms().stream().mapToLong(atom -> index(atom, point)).reduce(product.coefficient(), (a, b) -> a * b);
      case Index.Quotient(Index dividend, Index divisor) ->
        Math.floorDiv(index(dividend, point), index(divisor, point));
      case Index.Remainder(Index dividend, Index divisor) ->
        Math.floorMod(index(dividend, point), index(divisor, point));
      case Index.Element element ->
        Math.floorMod((long) value(element.value(), point), element.size().evaluate(symbol -> 0));
      case Index.Symbol symbol -> throw new IllegalArgumentException(symbol.toString());
    };
  }

  private void call(ExternCall call) {
    double sum = 0;
    int weight = 1;
    for (ExternCall.NamedOperand named : call.operands()) {
      for (double element : of(((Operand.Tensor) named.operand()).view().buffer())) {
        sum += element / weight++;
      }
    }
    double total = sum;
    Arrays.setAll(allocate(call.results().getFirst().buffer()), i -> Math.sin(total + i));
  }
}
