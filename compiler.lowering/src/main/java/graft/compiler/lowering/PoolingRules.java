package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Largest elements and means of windows: reductions over the window. */
final class PoolingRules {

  private PoolingRules() {}

  static void register(Map<String, Rule> rules) {
    for (int i = 1; i <= 3; i++) {
      int spatial = i;
      rules.put("aten::max_pool" + i + "d.default", call -> max(call, spatial).subList(0, 1));
      rules.put("aten::max_pool" + i + "d_with_indices.default", call -> max(call, spatial));
      rules.put("aten::avg_pool" + i + "d.default", call -> mean(call, spatial));
      for (String name : List.of("adaptive_avg_pool", "_adaptive_avg_pool")) {
        rules.put("aten::" + name + i + "d.default", call -> adaptiveMean(call, spatial));
      }
      rules.put("aten::adaptive_max_pool" + i + "d.default", call -> adaptiveMax(call, spatial));
    }
  }

  private static Windows windows(Call call, int spatial) {
    List<Long> kernel = ConvolutionRules.along(call, "kernel_size", spatial, 1);
    List<Long> stride = ConvolutionRules.along(call, "stride", spatial, 0);
    return Windows.sliding(
        call.tensor("self"),
        call.outputSizes(),
        kernel,
        call.integers("stride").isEmpty() ? kernel : stride,
        ConvolutionRules.along(call, "padding", spatial, 0),
        ConvolutionRules.along(call, "dilation", spatial, 1));
  }

  private static List<TensorValue> max(Call call, int spatial) {
    return max(call, windows(call, spatial));
  }

  private static List<TensorValue> adaptiveMax(Call call, int spatial) {
    return max(call, Windows.adaptive(call.tensor("self"), call.outputSizes(), spatial));
  }

  /** The largest elements, NaN if there is one, and where in its plane each lies: the first one, but the last NaN. */
  private static List<TensorValue> max(Call call, Windows windows) {
    Nodes nodes = call.nodes();
    DataType type = windows.input().type();
    DataType compute = type.isFloatingPoint() ? Formulas.computeType(type) : DataType.INT64;
    Expression smallest = compute.isFloatingPoint()
        ? Formulas.constant(Double.NEGATIVE_INFINITY, compute)
        : new Expression.Whole(Long.MIN_VALUE, compute);
    TensorValue max = windows.reduce(nodes, Reduction.Kind.MAX, window -> window.element(nodes, smallest));
    TensorValue places = windows.reduce(nodes, Reduction.Kind.MIN, window -> candidate(nodes, window, max));
    Expression place = nodes.load(places, places.sizes());
    Expression found = Formulas.choice(
        Formulas.binary(BinaryFunction.LT, place, Formulas.constant(0, DataType.INT64)),
        Formulas.unary(UnaryFunction.NOT, place), place);
    return List.of(
        Reductions.cast(nodes, max, type), nodes.compute(max.device(), places.sizes(), found));
  }

  /** The place of a point in its plane; its complement for NaN, so that the last one is the smallest; else a large number. */
  private static Expression candidate(Nodes nodes, Windows windows, TensorValue max) {
    Index place = Index.of(0);
    int lead = windows.input().rank() - windows.places().size();
    for (int i = 0; i < windows.places().size(); i++) {
      place = place.times(windows.input().sizes().get(lead + i)).plus(windows.places().get(i));
    }
    var axes = new ArrayList<Index>();
    for (int i = 0; i < max.rank(); i++) {
      axes.add(Index.axis(i));
    }
    Expression largest = nodes.load(max, axes, max.sizes());
    Expression none = new Expression.Whole(Long.MAX_VALUE, DataType.INT64);
    Expression element = windows.element(nodes, Formulas.constant(0, largest.type()));
    Expression at = Formulas.position(place);
    Expression hit = Formulas.choice(Formulas.binary(BinaryFunction.EQ, element, largest), at, none);
    Expression own = element.type().isFloatingPoint()
        ? Formulas.choice(Formulas.unary(UnaryFunction.ISNAN, element), Formulas.unary(UnaryFunction.NOT, at), hit)
        : hit;
    return windows.inside().map(condition -> Formulas.choice(condition, own, none)).orElse(own);
  }

  private static List<TensorValue> mean(Call call, int spatial) {
    Windows windows = windows(call, spatial);
    DataType type = windows.input().type();
    DataType compute = Formulas.computeType(type);
    TensorValue sum = sum(call, windows, compute);
    Expression count = call.has("divisor_override")
        ? Formulas.constant((double) call.integer("divisor_override", 1), compute)
        : Formulas.cast(count(call, windows, spatial), compute);
    BinaryFunction division = compute.isFloatingPoint() ? BinaryFunction.DIV : BinaryFunction.TRUNC_DIV;
    Expression mean = Formulas.binary(division, call.nodes().load(sum, sum.sizes()), count);
    return List.of(call.nodes().compute(sum.device(), sum.sizes(), Formulas.cast(mean, type)));
  }

  private static TensorValue sum(Call call, Windows windows, DataType compute) {
    Nodes nodes = call.nodes();
    return windows.reduce(
        nodes, Reduction.Kind.SUM, window -> window.element(nodes, Formulas.constant(0, compute)));
  }

  /** How many elements a window has; what a window of {@code ceil_mode} has behind the padding never counts. */
  private static Expression count(Call call, Windows windows, int spatial) {
    boolean countsPadding = call.truth("count_include_pad", true);
    List<Long> padding = ConvolutionRules.along(call, "padding", spatial, 0);
    Expression count = Formulas.constant(1, DataType.INT64);
    for (int i = 0; i < spatial; i++) {
      int dimension = windows.input().rank() - spatial + i;
      Index size = windows.input().sizes().get(dimension);
      Index start = windows.places().get(i).substitute(
          axis -> axis.number() < windows.sizes().size() ? axis : Index.of(0), windows.sizes());
      Index pad = Index.of(padding.get(i));
      Expression end =
          least(Formulas.position(start.plus(windows.extents().get(i))), Formulas.position(size.plus(pad)));
      Expression from = Formulas.position(start);
      if (!countsPadding) {
        from = Formulas.binary(BinaryFunction.MAXIMUM, from, Formulas.constant(0, DataType.INT64));
        end = least(end, Formulas.position(size));
      }
      count = Formulas.multiply(count, Formulas.subtract(end, from));
    }
    return count;
  }

  private static Expression least(Expression left, Expression right) {
    return Formulas.binary(BinaryFunction.MINIMUM, left, right);
  }

  private static List<TensorValue> adaptiveMean(Call call, int spatial) {
    TensorValue self = call.tensor("self");
    DataType compute = Formulas.computeType(self.type());
    TensorValue sum = sum(call, Windows.adaptive(self, call.outputSizes(), spatial), compute);
    Expression count = Windows.adaptiveCount(self, sum.sizes(), spatial, compute);
    Expression mean = Formulas.divide(call.nodes().load(sum, sum.sizes()), count);
    return List.of(call.nodes().compute(sum.device(), sum.sizes(), Formulas.cast(mean, self.type())));
  }
}
