package graft.compiler.jvm;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Random loops over random memory, all of whose offsets lie inside. */
final class RandomLoops {

  /** Extents around the lengths of vectors, and the degenerate ones. */
  private static final int[] EXTENTS = {0, 1, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 70};

  private static final long MOST_POINTS = 5000;

  private static final DataType[] REALS =
      {DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT64, DataType.FLOAT16, DataType.BFLOAT16,
          DataType.FLOAT8_E4M3FN};
  private static final DataType[] WHOLES =
      {DataType.INT64, DataType.INT32, DataType.INT16, DataType.INT8, DataType.UINT8, DataType.BOOL};

  private static final UnaryFunction[] REAL_UNARIES = {UnaryFunction.ABS, UnaryFunction.ATAN, UnaryFunction.CEIL,
      UnaryFunction.COS, UnaryFunction.ERF, UnaryFunction.EXP, UnaryFunction.EXPM1, UnaryFunction.FLOOR,
      UnaryFunction.LOG, UnaryFunction.LOG1P, UnaryFunction.LOG2, UnaryFunction.LOG10, UnaryFunction.NEG,
      UnaryFunction.RECIPROCAL, UnaryFunction.ROUND, UnaryFunction.RSQRT, UnaryFunction.SIGMOID, UnaryFunction.SIN,
      UnaryFunction.SQRT, UnaryFunction.TANH, UnaryFunction.TRUNC, UnaryFunction.ACOS, UnaryFunction.ASIN,
      UnaryFunction.ACOSH, UnaryFunction.ASINH, UnaryFunction.ATANH, UnaryFunction.COSH, UnaryFunction.SINH,
      UnaryFunction.TAN};
  private static final BinaryFunction[] REAL_BINARIES = {BinaryFunction.ADD, BinaryFunction.SUB, BinaryFunction.MUL,
      BinaryFunction.DIV, BinaryFunction.MAXIMUM, BinaryFunction.MINIMUM, BinaryFunction.ATAN2, BinaryFunction.POW};
  private static final UnaryFunction[] EXACT_UNARIES = {UnaryFunction.ABS, UnaryFunction.CEIL, UnaryFunction.FLOOR,
      UnaryFunction.NEG, UnaryFunction.RECIPROCAL, UnaryFunction.ROUND, UnaryFunction.SQRT, UnaryFunction.TRUNC};
  private static final BinaryFunction[] EXACT_BINARIES = {BinaryFunction.ADD, BinaryFunction.SUB, BinaryFunction.MUL,
      BinaryFunction.DIV, BinaryFunction.MAXIMUM, BinaryFunction.MINIMUM, BinaryFunction.FLOOR_DIV,
      BinaryFunction.REMAINDER, BinaryFunction.TRUNC_DIV, BinaryFunction.FMOD};
  private static final BinaryFunction[] WHOLE_BINARIES = {BinaryFunction.ADD, BinaryFunction.SUB, BinaryFunction.MUL,
      BinaryFunction.MAXIMUM, BinaryFunction.MINIMUM, BinaryFunction.AND, BinaryFunction.OR, BinaryFunction.XOR,
      BinaryFunction.POW};
  private static final BinaryFunction[] DIVISIONS = {BinaryFunction.FLOOR_DIV, BinaryFunction.REMAINDER,
      BinaryFunction.TRUNC_DIV, BinaryFunction.FMOD};
  private static final BinaryFunction[] COMPARISONS = {BinaryFunction.EQ, BinaryFunction.NE, BinaryFunction.LT,
      BinaryFunction.LE, BinaryFunction.GT, BinaryFunction.GE};

  private final Random random;
  private final Map<String, Long> elements = new HashMap<>();
  private final Map<String, DataType> types = new HashMap<>();
  private final Map<String, Long> indexed = new HashMap<>();
  private final long[] symbols;
  private boolean isExact;
  private final List<Long> extents = new ArrayList<>();
  private final List<LoopNest> written = new ArrayList<>();

  /** Loops from a seed, over the symbols {@code s0} and {@code s1}. */
  RandomLoops(long seed) {
    random = new Random(seed);
    symbols = new long[]{extent(), extent()};
  }

  /** The symbols' values. */
  long[] symbols() {
    return symbols;
  }

  /** Elements that each buffer needs, by name. */
  Map<String, Long> elements() {
    return elements;
  }

  /** Type of each buffer, by name. */
  Map<String, DataType> types() {
    return types;
  }

  /** For buffers whose values are indices the size of what is indexed. */
  Map<String, Long> indexed() {
    return indexed;
  }

  private long extent() {
    return EXTENTS[random.nextInt(EXTENTS.length)];
  }

  /** One nest. */
  LoopNest nest() {
    extents.clear();
    return nest("out", loops(random.nextInt(4)), random.nextInt(3) == 0);
  }

  /** Several nests in one kernel, of which later ones read what earlier ones wrote. */
  FusedLoops fused() {
    extents.clear();
    List<Index> shared = loops(random.nextInt(3));
    int count = 1 + random.nextInt(4);
    var nests = new ArrayList<LoopNest>();
    for (int i = 0; i < count; i++) {
      while (extents.size() > shared.size()) {
        extents.removeLast();
      }
      var outer = new ArrayList<>(shared);
      if (!written.isEmpty() && random.nextBoolean()) {
        // The loops of an earlier nest, so that it can be read point by point.
        LoopNest like = written.get(random.nextInt(written.size()));
        for (Index own : like.extents().subList(shared.size(), like.extents().size())) {
          outer.add(own);
          extents.add(value(own));
        }
      } else {
        outer.addAll(loops(random.nextInt(2)));
      }
      LoopNest nest = nest("t" + i, outer, random.nextBoolean());
      nests.add(nest);
      written.add(nest);
    }
    var internal = new ArrayList<String>();
    for (LoopNest nest : nests.subList(0, count - 1)) {
      if (random.nextBoolean()) {
        internal.add(nest.buffer());
      }
    }
    return new FusedLoops(shared.size(), nests, Set.copyOf(internal));
  }

  private List<Index> loops(int count) {
    var result = new ArrayList<Index>();
    for (int i = 0; i < count; i++) {
      int symbol = random.nextInt(6);
      Index index = symbol < 2 ? new Index.Symbol("s" + symbol) : Index.of(extent());
      if (extents.stream().reduce(value(index), (a, b) -> a * b) > MOST_POINTS) {
        index = Index.of(2);
      }
      result.add(index);
      extents.add(value(index));
    }
    return result;
  }

  private long value(Index index) {
    return index.evaluate(symbol -> symbols[symbol.name().charAt(1) - '0']);
  }

  private LoopNest nest(String buffer, List<Index> outer, boolean isReduced) {
    DataType type = anyType();
    Index offset = permuted(outer);
    Optional<Reduction> reduction = Optional.empty();
    if (isReduced) {
      Reduction.Kind[] kinds = Reduction.Kind.values();
      reduction = Optional.of(new Reduction(kinds[random.nextInt(kinds.length)], loops(1 + random.nextInt(2))));
    }
    types.put(buffer, type);
    elements.put(buffer, value(Index.product(outer)));
    return new LoopNest(outer, reduction, expression(type, 1 + random.nextInt(4)), buffer, offset);
  }

  /** Row-major over the axes in some order, so that no two points share an element. */
  private Index permuted(List<Index> outer) {
    var order = new ArrayList<Integer>();
    for (int i = 0; i < outer.size(); i++) {
      order.add(random.nextInt(3) == 0 ? random.nextInt(i + 1) : i, i);
    }
    Index offset = Index.of(0);
    for (int axis : order) {
      offset = offset.times(outer.get(axis)).plus(Index.axis(axis));
    }
    return offset;
  }

  private DataType anyType() {
    return random.nextInt(3) > 0 ? REALS[random.nextInt(REALS.length)] : WHOLES[random.nextInt(WHOLES.length)];
  }

  /** Of values that vectors and single values agree on exactly, for what has jumps or makes errors large. */
  private Expression exact(DataType type, int depth) {
    boolean before = isExact;
    isExact = true;
    Expression result = expression(type, depth);
    isExact = before;
    return result;
  }

  private Expression expression(DataType type, int depth) {
    if (depth == 0) {
      return leaf(type);
    }
    return switch (random.nextInt(9)) {
      case 0 -> {
        DataType from = anyType();
        Expression other = type == from ? expression(from, depth - 1) : exact(from, depth - 1);
        yield new Expression.Cast(other, type);
      }
      case 1, 2 -> choice(type, depth - 1);
      case 3, 4 -> type.isFloatingPoint()
          ? new Expression.Unary(
              isExact ? EXACT_UNARIES[random.nextInt(EXACT_UNARIES.length)]
                  : REAL_UNARIES[random.nextInt(REAL_UNARIES.length)],
              exact(type, depth - 1))
          : new Expression.Unary(random.nextBoolean() ? UnaryFunction.NOT : UnaryFunction.ABS,
              expression(type, depth - 1));
      case 5 -> leaf(type);
      default -> binary(type, depth - 1);
    };
  }

  private Expression binary(DataType type, int depth) {
    if (type == DataType.BOOL && random.nextBoolean()) {
      DataType compared = anyType();
      return new Expression.Binary(
          COMPARISONS[random.nextInt(COMPARISONS.length)], exact(compared, depth), exact(compared, depth));
    }
    Expression left = exact(type, depth);
    if (type.isFloatingPoint()) {
      BinaryFunction[] functions = isExact ? EXACT_BINARIES : REAL_BINARIES;
      return new Expression.Binary(functions[random.nextInt(functions.length)], left, exact(type, depth));
    }
    if (type != DataType.BOOL && random.nextInt(4) == 0) {
      return new Expression.Binary(
          DIVISIONS[random.nextInt(DIVISIONS.length)], left, new Expression.Whole(1 + random.nextInt(9), type));
    }
    return new Expression.Binary(WHOLE_BINARIES[random.nextInt(WHOLE_BINARIES.length)], left, expression(type, depth));
  }

  /** Of some value, or of a place with loads that lie outside where they are not chosen. */
  private Expression choice(DataType type, int depth) {
    if (extents.isEmpty() || random.nextBoolean()) {
      return new Expression.Choice(
          exact(DataType.BOOL, depth), expression(type, depth), expression(type, depth));
    }
    int axis = random.nextInt(extents.size());
    long extent = extents.get(axis);
    long start = random.nextInt((int) extent + 2);
    String buffer = name(type, "p" + axis + "_" + start);
    elements.merge(buffer, Math.max(extent - start, 0), Math::max);
    Expression isInside = new Expression.Binary(BinaryFunction.GE,
        new Expression.Position(Index.axis(axis), DataType.INT64), new Expression.Whole(start, DataType.INT64));
    Expression inside = new Expression.Load(buffer, Index.axis(axis).minus(Index.of(start)), type);
    return random.nextBoolean() ? new Expression.Choice(isInside, inside, expression(type, depth))
        : new Expression.Choice(
            new Expression.Unary(UnaryFunction.NOT, isInside), expression(type, depth), inside);
  }

  private Expression leaf(DataType type) {
    for (LoopNest nest : written) {
      if (nest.value().type() == type && random.nextInt(2) == 0 && reaches(nest)) {
        return new Expression.Load(nest.buffer(), nest.offset(), type);
      }
    }
    return switch (random.nextInt(6)) {
      case 0 -> type.isFloatingPoint() ? new Expression.Real(real(), type)
          : new Expression.Whole(random.nextInt(7) - 3, type);
      case 1 -> extents.isEmpty() ? new Expression.Position(new Index.Symbol("s0"), type)
          : new Expression.Position(index(), type);
      default -> load(type);
    };
  }

  /** Whether the axes of the nest are there, with the same extents. */
  private boolean reaches(LoopNest nest) {
    return nest.extents().size() <= extents.size()
        && nest.extents().stream().map(this::value).toList().equals(extents.subList(0, nest.extents().size()));
  }

  private double real() {
    double[] special = {0, -0.0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-3};
    return random.nextInt(3) == 0 ? special[random.nextInt(special.length)] : random.nextGaussian();
  }

  private Expression load(DataType type) {
    Index index = index();
    String buffer = name(type, "b" + random.nextInt(3));
    long needed = largest(index) + 1;
    elements.merge(buffer, needed, Math::max);
    return new Expression.Load(buffer, index, type);
  }

  private String name(DataType type, String prefix) {
    String buffer = prefix + "_" + type.torchName();
    types.put(buffer, type);
    elements.putIfAbsent(buffer, 1L);
    return buffer;
  }

  /** Never negative. */
  private Index index() {
    Index index = Index.of(random.nextInt(3));
    Index step = Index.of(1);
    for (int axis = extents.size() - 1; axis >= 0; axis--) {
      switch (random.nextInt(8)) {
        case 0 -> {
        }
        case 1 -> index = index.plus(Index.axis(axis).times(Index.of(random.nextInt(4))));
        case 2 -> index = index.plus(
            Index.axis(axis).quotient(Index.of(1 + random.nextInt(5)), List.of())
                .times(Index.of(1 + random.nextInt(2))));
        case 3 -> index = index.plus(Index.axis(axis).remainder(Index.of(1 + random.nextInt(9)), List.of()));
        case 4 -> index = index.plus(Index.of(extents.get(axis)).minus(Index.axis(axis)));
        case 5 -> {
          if (random.nextInt(3) == 0) {
            index = index.plus(element(axis));
          }
        }
        default -> {
          index = index.plus(step.times(Index.axis(axis)));
          step = step.times(Index.of(Math.max(extents.get(axis), 1)));
        }
      }
    }
    return index;
  }

  private Index element(int axis) {
    DataType type = random.nextBoolean() ? DataType.INT64 : DataType.INT32;
    long size = 1L + random.nextInt(9);
    String buffer = name(type, "e" + size);
    indexed.put(buffer, size);
    elements.merge(buffer, Math.max(extents.get(axis), 1), Math::max);
    return new Index.Element(new Expression.Load(buffer, Index.axis(axis), type), Index.of(size));
  }

  private long largest(Index index) {
    return switch (index) {
      case Index.Constant constant -> constant.value();
      case Index.Symbol symbol -> value(symbol);
      case Index.Axis axis -> Math.max(extents.get(axis.number()) - 1, 0);
      case Index.Sum sum -> sum.terms().stream().mapToLong(this::largest).sum();
      case Index.Product product -> product.coefficient() < 0 ? 0
          : product.atoms().stream().mapToLong(this::largest).reduce(product.coefficient(), (a, b) -> a * b);
      case Index.Quotient quotient -> largest(quotient.dividend()) / value(quotient.divisor());
      case Index.Remainder remainder -> value(remainder.divisor()) - 1;
      case Index.Element element -> value(element.size()) - 1;
    };
  }
}
