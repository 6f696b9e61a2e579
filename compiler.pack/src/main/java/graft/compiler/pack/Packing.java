package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaCheck;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaLayout.Proof;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.api.compile.CompileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One problem on its way to a layout: the best one so far, and the bound that it is to reach. Used once, by one thread. */
final class Packing {

  /** Pairs that live together: where there are more, only sweeps are tried. */
  private static final long MOST_PAIRS = 8_000_000;
  /** Buffers: where there are more, no layout is searched for exactly. */
  private static final int MOST_SEARCHED = 20_000;
  /** A problem that can be folded is searched as it is in each round only if it has fewer buffers. */
  private static final int BUFFERS_PER_ROUND = 128;
  /** Tries of each folding search in a round. */
  private static final int TRIES_PER_BUFFER = 20;
  /** Bytes in use of those up to the bound, from which on folding is worth while. */
  private static final double DENSE = 0.98;
  /** Steps of the order search in a round. */
  private static final long ORDER_STEPS = 100;

  private final ArenaProblem problem;
  private final Instance instance;
  private final Moments moments;
  private final Thread caller = Thread.currentThread();
  private final long deadline;
  private final boolean hasBudget;
  /** Of search; each is longer than those before. */
  private final int mostRounds;
  private long[] best = {};
  private int[] bestOrder = {};
  private long height = Long.MAX_VALUE;
  private long lowerBound;
  private Proof proof = Proof.LIVE;

  Packing(ArenaProblem problem) {
    this(problem, Integer.MAX_VALUE);
  }

  private Packing(ArenaProblem problem, int mostRounds) {
    this.problem = problem;
    this.mostRounds = mostRounds;
    instance = new Instance(problem);
    moments = new Moments(instance);
    hasBudget = problem.budget().isPositive();
    deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(problem.budget());
  }

  ArenaLayout solve() {
    checkFixed();
    lowerBound = LiveBound.of(problem, instance, moments);
    Neighbours neighbours = Neighbours.of(instance, moments, MOST_PAIRS);
    sweep();
    if (neighbours != null && !isDone()) {
      layOutGreedily(neighbours);
      if (hasBudget && !isOver()) {
        improve(neighbours);
      }
    }
    return new ArenaLayout(Arrays.stream(best).boxed().toList(), height, lowerBound, proof);
  }

  private void checkFixed() {
    if (instance.hasFixed) {
      List<ArenaBuffer> fixed = problem.buffers().stream().filter(buffer -> buffer.offset().isPresent()).toList();
      List<Long> offsets = fixed.stream().map(buffer -> buffer.offset().getAsLong()).toList();
      long top = fixed.stream().mapToLong(buffer -> buffer.offset().getAsLong() + buffer.size()).max().orElse(0);
      ArenaCheck.violation(new ArenaProblem(fixed, OptionalLong.empty(), problem.budget(), 1, 0),
          new ArenaLayout(offsets, top, 0, Proof.LIVE)).ifPresent(violation -> {
            throw new CompileException("bad-input", "at the offsets that are given, " + violation);
          });
    }
  }

  /** Whether nothing better is wanted or can be. */
  private boolean isDone() {
    long goal = Math.max(lowerBound, problem.capacity().orElse(0));
    return height <= goal || (problem.capacity().isPresent() && lowerBound > problem.capacity().getAsLong());
  }

  private boolean isOver() {
    return System.nanoTime() - deadline >= 0 || caller.isInterrupted();
  }

  private void take(long[] offsets) {
    long found = instance.height(offsets);
    if (found < height) {
      height = found;
      best = offsets;
      problem.watcher().found(height, lowerBound);
    }
  }

  private void sweep() {
    take(new Sweep(instance, false).layOut());
    if (!isDone()) {
      take(new Sweep(instance, true).layOut());
    }
  }

  private void layOutGreedily(Neighbours neighbours) {
    var greedy = new Greedy(instance, neighbours);
    long lowest = Long.MAX_VALUE;
    for (int[] order : Orders.of(instance, neighbours)) {
      if (isDone() || (hasBudget && lowest < Long.MAX_VALUE && isOver())) {
        return;
      }
      long[] offsets = greedy.layOut(order);
      if (instance.height(offsets) < lowest) {
        lowest = instance.height(offsets);
        bestOrder = order;
      }
      take(offsets);
    }
  }

  /** Rounds of foldings, exact search at some capacities and steps of the order search, until one of them or time is over. */
  private void improve(Neighbours neighbours) {
    Sections sections = new Sections(instance, moments);
    Map<Long, Portfolio> portfolios = new HashMap<>();
    var orders = new OrderSearch(instance, new Greedy(instance, neighbours), bestOrder, problem.seed());
    Set<Long> searched = new HashSet<>();
    List<FoldingSearch> foldings = folds() ? foldings() : List.of();
    int searchEvery = foldings.isEmpty() ? 1 : 1 + instance.count / BUFFERS_PER_ROUND;
    for (int round = 1; round <= mostRounds && !isDone() && !isOver(); round++) {
      searchFolded(foldings, round);
      for (long target : round % searchEvery == 0 ? targets() : List.<Long>of()) {
        if (instance.count <= MOST_SEARCHED && target >= lowerBound && target < height && !searched.contains(target)
            && !isDone() && !isOver()) {
          Portfolio portfolio = portfolios.computeIfAbsent(target,
              capacity -> new Portfolio(instance, sections, neighbours, capacity, problem.seed()));
          search(portfolio, target, searched);
        }
      }
      portfolios.keySet().removeIf(target -> target < lowerBound || target >= height);
      if (searched.containsAll(targets())) {
        return;
      }
      for (int step = 0; step < ORDER_STEPS && !isDone() && !isOver(); step++) {
        if (orders.step()) {
          take(orders.offsets());
        }
      }
    }
  }

  /** Whether hardly anything may be wasted, so that it is likely that buffers fit together; blocks are not folded again. */
  private boolean folds() {
    double used = 0;
    long first = Long.MAX_VALUE;
    long end = 0;
    for (ArenaBuffer buffer : problem.buffers()) {
      used += (double) buffer.size() * (buffer.end() - buffer.start());
      first = Math.min(first, buffer.start());
      end = Math.max(end, buffer.end());
    }
    return mostRounds == Integer.MAX_VALUE && instance.count <= MOST_SEARCHED && Folding.suits(instance)
        && used > DENSE * lowerBound * (end - first);
  }

  private List<FoldingSearch> foldings() {
    return Stream.of(0, 1).map(number -> new FoldingSearch(instance, problem.seed() + number)).toList();
  }

  /** Folds on, and lays out blocks instead of buffers. */
  private void searchFolded(List<FoldingSearch> foldings, int round) {
    var workers = new Workers();
    var next = new AtomicInteger();
    workers.run(Math.min(problem.threads(), foldings.size()), () -> {
      for (int i = next.getAndIncrement(); i < foldings.size(); i = next.getAndIncrement()) {
        foldings.get(i).run(TRIES_PER_BUFFER * instance.count, () -> workers.isInterrupted() || isOver());
      }
    });
    for (FoldingSearch folding : foldings) {
      if (!isDone() && !isOver()) {
        var blocks = new ArenaProblem(folding.best().buffers(), problem.capacity(),
            Duration.ofNanos(Math.max(1, deadline - System.nanoTime())), problem.threads(), problem.seed());
        ArenaLayout layout = new Packing(blocks, (int) Portfolio.luby(round)).solve();
        take(folding.best().unfold(layout.offsets()));
      }
    }
  }

  /** The capacity; without one the bounds and what lies between them. */
  private List<Long> targets() {
    if (problem.capacity().isPresent()) {
      return List.of(problem.capacity().getAsLong());
    }
    long difference = height - lowerBound;
    return Stream.of(lowerBound, lowerBound + difference / 2, height - Math.max(1, difference / 16)).distinct()
        .toList();
  }

  private void search(Portfolio portfolio, long target, Set<Long> searched) {
    switch (portfolio.round(problem.threads(), this::isOver)) {
      case FOUND -> take(portfolio.offsets());
      case NONE -> {
        searched.add(target);
        if (!instance.isSimplified) {
          lowerBound = Math.max(target + 1, Math.min(portfolio.need(), height));
          proof = Proof.SEARCH;
          problem.watcher().found(height, lowerBound);
        }
      }
      case STOPPED -> {
      }
    }
  }
}
