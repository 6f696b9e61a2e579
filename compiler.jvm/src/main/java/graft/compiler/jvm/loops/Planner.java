package graft.compiler.jvm.loops;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import graft.compiler.jvm.loops.KernelPlan.Units;
import graft.compiler.jvm.loops.NestPlan.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Plans the kernel of one body. */
final class Planner {

  /** Rounds of an only loop that are one unit: enough for whole vectors and cache lines. */
  private static final int BLOCK = 64;

  /** The same where a round is more than a point. */
  private static final int SMALL_BLOCK = 16;

  /** Enough units for the threads of any machine that runs this. */
  private static final long MANY_UNITS = 256;

  /** Fewer points than these are no unit. */
  private static final double LEAST_POINTS = 128;

  private final List<LoopNest> nests;
  private final int shared;
  private final List<String> symbols;
  private final Internals internals;
  private final List<String> buffers;
  private final Values values;
  private final Axes outer;
  private final List<Innermost.Nest> loops = new ArrayList<>();
  private final Innermost innermost;
  private final List<Integer> order;

  Planner(Body body, List<String> symbols) {
    this.symbols = symbols;
    Set<String> internal;
    switch (body) {
      case LoopNest nest -> {
        nests = List.of(nest);
        shared = nest.extents().size();
        internal = Set.of();
      }
      case FusedLoops fused -> {
        nests = fused.nests();
        shared = fused.shared();
        internal = fused.internal();
      }
      default -> throw new IllegalArgumentException("no loops: " + body);
    }
    internals = new Internals(shared, nests, internal);
    buffers = buffers();
    var written = new BitSet();
    if (nests.size() > 1) {
      nests.stream().map(LoopNest::buffer).filter(buffer -> internals.of(buffer) == null)
          .forEach(buffer -> written.set(buffers.indexOf(buffer)));
      written.set(buffers.size(), buffers.size() + internals.sizes().size());
    }
    values = new Values(written);
    List<Index> extents = nests.isEmpty() ? List.of() : nests.getFirst().extents().subList(0, shared);
    outer = new Axes(0, extents, nests.stream().flatMap(nest -> IndexesOf.nest(nest).stream()).toList());
    nests.forEach(nest -> loops.add(loops(nest)));
    innermost = new Innermost(outer, loops);
    order = outer.order(innermost.shared());
  }

  private Innermost.Nest loops(LoopNest nest) {
    List<Index> own = nest.extents().subList(shared, nest.extents().size());
    List<Index> reduced = nest.reduction().map(Reduction::extents).orElse(List.of());
    List<Index> indexes = IndexesOf.nest(nest);
    var accesses = new ArrayList<Index>();
    IndexesOf.loads(nest, load -> accesses.add(offset(load.buffer(), load.offset())));
    accesses.add(offset(nest.buffer(), nest.offset()));
    return new Innermost.Nest(
        new Axes(shared, own, indexes), new Axes(nest.extents().size(), reduced, indexes), accesses,
        IndexesOf.operations(nest.value()));
  }

  /** Where an element really lies, as far as it is in memory at all. */
  private Index offset(String buffer, Index offset) {
    return switch (internals.of(buffer)) {
      case null -> offset;
      case Internals.Place.Variable _ -> Index.of(0);
      case Internals.Place.Points(int _, Index at) -> at;
      case Internals.Place.Offsets _ -> offset;
    };
  }

  /** Names of the real buffers, in the order of their numbers. */
  List<String> buffers() {
    var names = new LinkedHashSet<String>();
    for (LoopNest nest : nests) {
      IndexesOf.loads(nest, load -> names.add(load.buffer()));
      names.add(nest.buffer());
    }
    return names.stream().filter(name -> internals.of(name) == null).toList();
  }

  Amount amount(KernelPlan plan) {
    List<Long> work = plan.nests().stream().map(nest -> Work.of(nest.value())).toList();
    return new Amount(symbols, unitExtents(), withinUnits(), plan.units().block(), rounds(), work);
  }

  private List<Index> withinUnits() {
    return order.stream().skip(units().loops()).map(outer.extents()::get).toList();
  }

  private List<Index> unitExtents() {
    return order.stream().limit(units().loops()).map(outer.extents()::get).toList();
  }

  private List<List<Index>> rounds() {
    return nests.stream().map(nest -> {
      var inner = new ArrayList<>(withinUnits());
      inner.addAll(nest.extents().subList(shared, nest.extents().size()));
      nest.reduction().ifPresent(reduction -> inner.addAll(reduction.extents()));
      return List.<Index>copyOf(inner);
    }).toList();
  }

  KernelPlan plan() {
    var plans = new ArrayList<NestPlan>();
    for (int i = 0; i < nests.size(); i++) {
      plans.add(plan(i));
    }
    List<Value> scratch = internals.sizes().stream().map(size -> size(size)).toList();
    return new KernelPlan(
        values, buffers.size(), scratch, extents(outer, order), innermost.shared() != Innermost.NONE, units(), plans);
  }

  Units units() {
    boolean isInVectors = innermost.shared() != Innermost.NONE;
    if (order.size() == 1 && isInVectors) {
      return new Units(1, nests.stream().allMatch(this::isPoint) ? BLOCK : SMALL_BLOCK);
    }
    int most = isInVectors ? order.size() - 1 : order.size();
    int loops = 0;
    long count = 1;
    while (loops < most && count < MANY_UNITS && pointsBelow(loops) >= LEAST_POINTS) {
      Index extent = outer.extents().get(order.get(loops));
      count *= extent instanceof Index.Constant constant ? Math.clamp(constant.value(), 1, MANY_UNITS) : 1;
      loops++;
    }
    return new Units(loops, 1);
  }

  /** Points of all nests inside of a shared loop, as far as that is known. */
  private double pointsBelow(int loop) {
    double points = 1;
    for (int inner : order.subList(loop + 1, order.size())) {
      points *= Innermost.size(outer.extents().get(inner));
    }
    double all = 0;
    for (Innermost.Nest nest : loops) {
      all += points * Innermost.points(nest);
    }
    return all;
  }

  private boolean isPoint(LoopNest nest) {
    return nest.reduction().isEmpty() && nest.extents().size() == shared;
  }

  private NestPlan plan(int number) {
    LoopNest nest = nests.get(number);
    Innermost.Nest own = loops.get(number);
    List<Integer> ownOrder = own.own().order(innermost.own(own));
    List<Integer> reducedOrder = own.reduced().order(innermost.reduced(own));
    var axes = new ArrayList<Value>();
    int depth = addAxes(axes, outer, order, 0);
    depth = addAxes(axes, own.own(), ownOrder, depth);
    addAxes(axes, own.reduced(), reducedOrder, depth);
    var maker = new NestValues[1];
    maker[0] = new NestValues(values, symbols::indexOf, axes, load -> load(load, maker[0]));
    Value value = maker[0].expression(nest.value());
    return new NestPlan(
        extents(own.own(), ownOrder), extents(own.reduced(), reducedOrder), innermost.isOwnBetter(own),
        nest.reduction().map(Reduction::kind), value,
        target(nest, maker[0]));
  }

  private Value load(Load load, NestValues maker) {
    return switch (internals.of(load.buffer())) {
      case null -> values.load(
          buffers.indexOf(load.buffer()), maker.address(load.offset(), load.type().bytes()), load.type());
      case Internals.Place.Variable(int nest) -> result(nest);
      case Internals.Place.Points(int scratch, Index at) ->
        values.load(buffers.size() + scratch, point(maker, at, load.type().bytes()), load.type());
      case Internals.Place.Offsets(int scratch) ->
        values.load(buffers.size() + scratch, maker.address(load.offset(), load.type().bytes()), load.type());
    };
  }

  private Target target(LoopNest nest, NestValues maker) {
    int bytes = nest.value().type().bytes();
    return switch (internals.of(nest.buffer())) {
      case null -> new Target.Memory(buffers.indexOf(nest.buffer()), maker.address(nest.offset(), bytes));
      case Internals.Place.Variable(int number) -> new Target.Later(result(number));
      case Internals.Place.Points(int scratch, Index at) ->
        new Target.Memory(buffers.size() + scratch, point(maker, at, bytes));
      case Internals.Place.Offsets(int scratch) ->
        new Target.Memory(buffers.size() + scratch, maker.address(nest.offset(), bytes));
    };
  }

  /** Where a point's value is kept: with those of its neighbours beside it where these are done at the same time. */
  private Value point(NestValues maker, Index at, int bytes) {
    if (innermost.shared() == Innermost.NONE) {
      return maker.address(at, bytes);
    }
    Value lane = values.binary(BinaryFunction.MUL, values.index(bytes), values.lane(order.size() - 1));
    return values.binary(BinaryFunction.ADD, maker.address(at.times(Index.of(Internals.NEIGHBOURS)), bytes), lane);
  }

  private Value result(int nest) {
    return values.result(nest, nests.get(nest).value().type(), outer.extents().size());
  }

  /** Adds what stands for each axis, and returns the next depth. */
  private int addAxes(List<Value> axes, Axes some, List<Integer> order, int depth) {
    for (int loop : some.loopOf()) {
      axes.add(loop == Axes.NONE ? values.index(0) : values.axis(depth + order.indexOf(loop)));
    }
    // Loops have variables even where nothing depends on them.
    for (int loop = 0; loop < order.size(); loop++) {
      values.axis(depth + loop);
      values.lane(depth + loop);
    }
    return depth + order.size();
  }

  private List<Value> extents(Axes axes, List<Integer> order) {
    return order.stream().map(loop -> size(axes.extents().get(loop))).toList();
  }

  /** A size, which depends on symbols alone. */
  private Value size(Index index) {
    return new NestValues(values, symbols::indexOf, List.of(), load -> {
      throw new IllegalArgumentException("a size that depends on memory: " + index.text());
    }).index(index);
  }
}
