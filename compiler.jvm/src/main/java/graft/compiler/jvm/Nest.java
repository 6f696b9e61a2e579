package graft.compiler.jvm;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** A loop nest as closures, run point by point. */
final class Nest {

  private final List<String> buffers;
  private final List<Code.Whole> extents;
  private final int outer;
  private final Step step;

  /** What is done at each point of the outer loops. */
  private interface Step {
    void run(Point point, Loops inner);
  }

  /** Compiles a nest; {@code symbols} is the place of each size symbol in the values that {@link #run} gets. */
  Nest(LoopNest nest, ToIntFunction<String> symbols) {
    buffers = buffers(nest);
    var compiler = new ExpressionCode(symbols, buffers::indexOf);
    var all = new ArrayList<>(nest.extents());
    nest.reduction().ifPresent(reduction -> all.addAll(reduction.extents()));
    extents = all.stream().map(compiler::index).toList();
    outer = nest.extents().size();
    step = nest.value().type().isFloatingPoint() ? realStep(nest, compiler) : wholeStep(nest, compiler);
  }

  private static List<String> buffers(LoopNest nest) {
    var names = new LinkedHashSet<String>();
    nest.value().forEachPart(
        part -> {
          if (part instanceof Expression.Load load) {
            names.add(load.buffer());
          }
        },
        index -> {});
    names.add(nest.buffer());
    return List.copyOf(names);
  }

  /** The buffers that it reads and writes. */
  List<String> buffers() {
    return buffers;
  }

  /** Runs all points. */
  void run(Function<String, MemorySegment> memory, long[] symbols) {
    var segments = buffers.stream().map(memory).toArray(MemorySegment[]::new);
    var point = new Point(new long[extents.size()], symbols, segments);
    long[] sizes = extents.stream().mapToLong(extent -> extent.at(point)).toArray();
    var inner = new Loops(point.axes(), sizes, outer, sizes.length);
    new Loops(point.axes(), sizes, 0, outer).forEach(() -> step.run(point, inner));
  }

  private Step realStep(LoopNest nest, ExpressionCode compiler) {
    Code.Real value = compiler.real(nest.value());
    Code.Whole offset = compiler.index(nest.offset());
    Elements.RealWriter writer = Elements.realWriter(nest.value().type());
    int target = buffers.indexOf(nest.buffer());
    if (nest.reduction().isEmpty()) {
      return (point, inner) -> writer.write(point.memory(target), offset.at(point), value.at(point));
    }
    Reduction.Kind kind = nest.reduction().get().kind();
    return (point, inner) -> {
      double[] result = {neutral(kind)};
      inner.forEach(() -> result[0] = combine(kind, result[0], value.at(point)));
      writer.write(point.memory(target), offset.at(point), result[0]);
    };
  }

  private Step wholeStep(LoopNest nest, ExpressionCode compiler) {
    Code.Whole value = compiler.whole(nest.value());
    Code.Whole offset = compiler.index(nest.offset());
    Elements.WholeWriter writer = Elements.wholeWriter(nest.value().type());
    int target = buffers.indexOf(nest.buffer());
    if (nest.reduction().isEmpty()) {
      return (point, inner) -> writer.write(point.memory(target), offset.at(point), value.at(point));
    }
    Reduction.Kind kind = nest.reduction().get().kind();
    long neutral = wholeNeutral(kind, nest.value().type());
    return (point, inner) -> {
      long[] result = {neutral};
      inner.forEach(() -> result[0] = combine(kind, result[0], value.at(point)));
      writer.write(point.memory(target), offset.at(point), result[0]);
    };
  }

  private static double neutral(Reduction.Kind kind) {
    return switch (kind) {
      case SUM -> 0;
      case PRODUCT -> 1;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  private static long wholeNeutral(Reduction.Kind kind, DataType type) {
    boolean isSigned = type != DataType.BOOL && type != DataType.UINT8;
    long largest = type == DataType.BOOL ? 1 : -1L >>> (64 - 8 * type.bytes() + (isSigned ? 1 : 0));
    return switch (kind) {
      case SUM -> 0;
      case PRODUCT -> 1;
      case MAX -> isSigned ? -largest - 1 : 0;
      case MIN -> largest;
    };
  }

  private static double combine(Reduction.Kind kind, double left, double right) {
    return switch (kind) {
      case SUM -> left + right;
      case PRODUCT -> left * right;
      case MAX -> Math.max(left, right);
      case MIN -> Math.min(left, right);
    };
  }

  private static long combine(Reduction.Kind kind, long left, long right) {
    return switch (kind) {
      case SUM -> left + right;
      case PRODUCT -> left * right;
      case MAX -> Math.max(left, right);
      case MIN -> Math.min(left, right);
    };
  }

  /** Nested loops over some of the axes, the last one fastest. */
  private static final class Loops {

    private final long[] axes;
    private final long[] sizes;
    private final int from;
    private final int to;

    Loops(long[] axes, long[] sizes, int from, int to) {
      this.axes = axes;
      this.sizes = sizes;
      this.from = from;
      this.to = to;
    }

    void forEach(Runnable body) {
      loop(from, body);
    }

    private void loop(int axis, Runnable body) {
      if (axis == to) {
        body.run();
        return;
      }
      for (long i = 0; i < sizes[axis]; i++) {
        axes[axis] = i;
        loop(axis + 1, body);
      }
    }
  }
}
