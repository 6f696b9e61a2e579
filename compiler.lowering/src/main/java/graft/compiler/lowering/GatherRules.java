package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Operators that read several elements for each of their own: differences, cross products, patches, counts. */
final class GatherRules {

  private GatherRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::take_along_dim.default", GatherRules::takeAlong);
    rules.put("aten::diff.default", GatherRules::differences);
    rules.put("aten::cross.default", GatherRules::cross);
    rules.put("aten::linalg_cross.default", GatherRules::cross);
    rules.put("aten::kron.default", GatherRules::kronecker);
    rules.put("aten::trace.default", GatherRules::trace);
    rules.put("aten::fliplr.default", call -> List.of(flipped(call, 1)));
    rules.put("aten::flipud.default", call -> List.of(flipped(call, 0)));
    rules.put("aten::index_fill.int_Scalar", GatherRules::fill);
    rules.put("aten::index_fill.int_Tensor", GatherRules::fill);
    rules.put("aten::count_nonzero.default", GatherRules::count);
    rules.put("aten::count_nonzero.dim_IntList", GatherRules::count);
    rules.put("aten::nansum.default", GatherRules::sumWithoutNan);
    rules.put("aten::nanmean.default", GatherRules::meanWithoutNan);
    rules.put("aten::aminmax.default", GatherRules::extremes);
    rules.put("aten::_weight_norm.default", GatherRules::weightNorm);
  }

  private static List<TensorValue> takeAlong(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue indices = call.tensor("indices");
    List<Index> sizes = call.outputSizes();
    if (!call.has("dim")) {
      TensorValue flat = Views.reshape(self, List.of(Index.product(self.sizes())));
      Index place = new Index.Element(
          call.nodes().load(Views.reshape(indices, sizes), sizes), flat.sizes().getFirst());
      return made(call, call.nodes().load(flat, List.of(place), sizes));
    }
    int dimension = self.dimension(call.integer("dim", 0));
    Index place = new Index.Element(call.nodes().load(indices, sizes), self.sizes().get(dimension));
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      at.add(i == dimension ? place : self.sizes().get(i).isConstant(1) ? Index.of(0) : Index.axis(i));
    }
    return made(call, call.nodes().load(self, at, sizes));
  }

  /** Differences of neighbours along a dimension, {@code n} times over; of truth values, whether they differ. */
  private static List<TensorValue> differences(Call call) {
    TensorValue result = extended(call, call.tensor("self").dimension(call.integer("dim", -1)));
    int dimension = result.dimension(call.integer("dim", -1));
    Index most = result.sizes().get(dimension).minus(call.outputSizes().get(dimension));
    long count = most instanceof Index.Constant(long number) ? number : call.integer("n", 1);
    for (long i = 0; i < count && !result.sizes().get(dimension).isConstant(0); i++) {
      Index length = result.sizes().get(dimension).minus(Index.of(1));
      TensorValue before = Views.slice(result, dimension, Index.of(0), Index.of(1), length);
      TensorValue after = Views.slice(result, dimension, Index.of(1), Index.of(1), length);
      BinaryFunction function = result.type() == DataType.BOOL ? BinaryFunction.XOR : BinaryFunction.SUB;
      result = call.nodes()
          .compute(
              result.device(), before.sizes(),
              Formulas.binary(
                  function, call.nodes().load(after, before.sizes()), call.nodes().load(before, before.sizes())));
    }
    return List.of(result);
  }

  /** What is put before and after the tensor along a dimension, where the call says so. */
  private static TensorValue extended(Call call, int dimension) {
    TensorValue self = call.tensor("self");
    var pieces = new ArrayList<TensorValue>();
    call.optionalTensor("prepend").ifPresent(pieces::add);
    pieces.add(self);
    call.optionalTensor("append").ifPresent(pieces::add);
    if (pieces.size() == 1) {
      return self;
    }
    var sizes = new ArrayList<>(self.sizes());
    Index length = Index.of(0);
    for (TensorValue piece : pieces) {
      length = length.plus(piece.sizes().get(dimension));
    }
    sizes.set(dimension, length);
    return IndexRules.joined(call, pieces, dimension, sizes, self.type(), self.device());
  }

  /** Without a dimension the first of extent 3. */
  private static List<TensorValue> cross(Call call) {
    TensorValue self = call.tensor(call.has("self") ? "self" : "input");
    List<Index> sizes = call.outputSizes();
    int dimension = 0;
    if (call.has("dim") || call.operator().packet().equals("aten::linalg_cross")) {
      dimension = Views.dimension(call.integer("dim", -1), sizes.size());
    } else {
      while (dimension < sizes.size() - 1 && !sizes.get(dimension).isConstant(3)) {
        dimension++;
      }
    }
    TensorValue first = Views.expand(self, sizes);
    TensorValue second = Views.expand(call.tensor("other"), sizes);
    int along = dimension;
    return made(
        call,
        Formulas.subtract(
            Formulas.multiply(turned(call, first, along, 1), turned(call, second, along, 2)),
            Formulas.multiply(turned(call, first, along, 2), turned(call, second, along, 1))));
  }

  private static Expression turned(Call call, TensorValue tensor, int dimension, int by) {
    List<Index> sizes = tensor.sizes();
    var at = new ArrayList<Index>();
    for (int i = 0; i < sizes.size(); i++) {
      Index axis = Index.axis(i);
      at.add(i == dimension ? axis.plus(Index.of(by)).remainder(Index.of(3), sizes) : axis);
    }
    return call.nodes().load(tensor, at, sizes);
  }

  /** Every element of one times all of the other. */
  private static List<TensorValue> kronecker(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue other = call.tensor("other");
    List<Index> sizes = call.outputSizes();
    var outer = new ArrayList<Index>();
    var inner = new ArrayList<Index>();
    for (int i = 0; i < sizes.size(); i++) {
      int own = i - sizes.size() + self.rank();
      int theirs = i - sizes.size() + other.rank();
      Index block = theirs < 0 ? Index.of(1) : other.sizes().get(theirs);
      if (own >= 0) {
        outer.add(Index.axis(i).quotient(block, sizes));
      }
      if (theirs >= 0) {
        inner.add(Index.axis(i).remainder(block, sizes));
      }
    }
    DataType type = call.output().type();
    return made(
        call,
        Formulas.multiply(
            Formulas.cast(call.nodes().load(self, outer, sizes), type),
            Formulas.cast(call.nodes().load(other, inner, sizes), type)));
  }

  private static List<TensorValue> trace(Call call) {
    TensorValue self = call.tensor("self");
    DataType type = call.output().type();
    TensorValue sum = Reductions.reduce(
        call.nodes(), self, Set.of(0, 1), false, Reduction.Kind.SUM, (load, place) -> {
          Expression isDiagonal = Formulas.binary(
              BinaryFunction.EQ, Formulas.position(place.get(0)), Formulas.position(place.get(1)));
          DataType compute = Formulas.computeType(type);
          return Formulas.choice(
              isDiagonal, Formulas.cast(load.apply(self), compute), Formulas.constant(0, compute));
        });
    return List.of(Reductions.cast(call.nodes(), sum, type));
  }

  private static TensorValue flipped(Call call, int dimension) {
    TensorValue self = call.tensor("self");
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      Index last = self.sizes().get(i).minus(Index.of(1));
      at.add(i == dimension ? last.minus(Index.axis(i)) : Index.axis(i));
    }
    return call.nodes()
        .compute(self.device(), self.sizes(), call.nodes().load(self, at, self.sizes()));
  }

  /** One value wherever the index tensor names the place along the dimension. */
  private static List<TensorValue> fill(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue index = call.tensor("index");
    int dimension = self.dimension(call.integer("dim", 0));
    List<Index> sizes = self.sizes();
    Index length = sizes.isEmpty() ? Index.of(1) : sizes.get(dimension);
    TensorValue places = Views.reshape(index, List.of(Index.product(index.sizes())));
    TensorValue grid = TensorValue.whole(
        DataType.BOOL, self.device(), List.of(length, places.sizes().getFirst()));
    TensorValue isFilled = Reductions.reduce(
        call.nodes(), grid, Set.of(1), false, Reduction.Kind.MAX, (load, place) -> {
          Expression named = Formulas.cast(
              call.nodes().load(places, List.of(place.get(1)), List.of()), DataType.INT64);
          Expression here = Formulas.position(place.get(0));
          return Formulas.binary(
              BinaryFunction.OR,
              Formulas.binary(BinaryFunction.EQ, named, here),
              Formulas.binary(
                  BinaryFunction.EQ, Formulas.add(named, Formulas.position(length)), here));
        });
    Index at = sizes.isEmpty() ? Index.of(0) : Index.axis(dimension);
    return made(
        call,
        Formulas.choice(
            call.nodes().load(isFilled, List.of(at), sizes),
            Elementwise.operand(call, call.required("value"), sizes, self.type()),
            call.nodes().load(self, sizes)));
  }

  private static List<TensorValue> count(Call call) {
    TensorValue self = call.tensor("self");
    return List.of(
        Reductions.reduce(
            call.nodes(), self, Reductions.dimensions(self, call.integers("dim")), false, Reduction.Kind.SUM,
            load -> Formulas.cast(Formulas.cast(load.apply(self), DataType.BOOL), DataType.INT64)));
  }

  private static List<TensorValue> sumWithoutNan(Call call) {
    TensorValue self = call.tensor("self");
    DataType type = call.output().type();
    DataType compute = Formulas.computeType(type);
    TensorValue sum = Reductions.reduce(
        call.nodes(), self, Reductions.dimensions(self, call.integers("dim")), call.truth("keepdim", false),
        Reduction.Kind.SUM, load -> {
          Expression x = Formulas.cast(load.apply(self), compute);
          return Formulas.choice(
              Formulas.unary(UnaryFunction.ISNAN, x), Formulas.constant(0, compute), x);
        });
    return List.of(Reductions.cast(call.nodes(), sum, type));
  }

  private static List<TensorValue> meanWithoutNan(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue sum = sumWithoutNan(call).getFirst();
    DataType compute = Formulas.computeType(sum.type());
    TensorValue count = Reductions.reduce(
        call.nodes(), self, Reductions.dimensions(self, call.integers("dim")), call.truth("keepdim", false),
        Reduction.Kind.SUM, load -> {
          Expression isNan = Formulas.unary(UnaryFunction.ISNAN, load.apply(self));
          return Formulas.choice(isNan, Formulas.constant(0, compute), Formulas.constant(1, compute));
        });
    List<Index> sizes = sum.sizes();
    Expression mean = Formulas.divide(
        Formulas.cast(call.nodes().load(sum, sizes), compute), call.nodes().load(count, sizes));
    return List.of(call.nodes().compute(self.device(), sizes, Formulas.cast(mean, sum.type())));
  }

  private static List<TensorValue> extremes(Call call) {
    TensorValue self = call.tensor("self");
    Set<Integer> dimensions = Reductions.dimensions(self, call.integers("dim"));
    boolean keep = call.truth("keepdim", false);
    return List.of(
        Reductions.reduce(call.nodes(), self, dimensions, keep, Reduction.Kind.MIN, load -> load.apply(self)),
        Reductions.reduce(call.nodes(), self, dimensions, keep, Reduction.Kind.MAX, load -> load.apply(self)));
  }

  /** v · g / ‖v‖ over all dimensions but one. */
  private static List<TensorValue> weightNorm(Call call) {
    TensorValue v = call.tensor("v");
    DataType compute = Formulas.computeType(v.type());
    int kept = v.dimension(call.integer("dim", 0));
    var dimensions = new HashSet<>(Reductions.dimensions(v, List.of()));
    dimensions.remove(kept);
    TensorValue squares = Reductions.reduce(call.nodes(), v, dimensions, true, Reduction.Kind.SUM, load -> {
      Expression x = Formulas.cast(load.apply(v), compute);
      return Formulas.multiply(x, x);
    });
    List<Index> sizes = v.sizes();
    Expression norm = Formulas.unary(UnaryFunction.SQRT, call.nodes().load(squares, sizes));
    Expression scale = Formulas.divide(
        Formulas.cast(call.nodes().load(call.tensor("g"), sizes), compute), norm);
    Expression value = Formulas.multiply(Formulas.cast(call.nodes().load(v, sizes), compute), scale);
    return made(call, Formulas.cast(value, v.type()));
  }

  private static List<TensorValue> made(Call call, Expression value) {
    return List.of(call.nodes().compute(call.output().device(), call.outputSizes(), value));
  }
}
