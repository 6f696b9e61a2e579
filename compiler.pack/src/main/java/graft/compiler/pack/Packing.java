package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaCheck;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaLayout.Proof;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.api.compile.CompileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One problem on its way to a layout: the best one so far, and the bound that it is to reach. Used once, by one thread. */
final class Packing {

  /** Pairs that live together: where there are more, only sweeps are tried. */
  private static final long MOST_PAIRS = 8_000_000;

  private final ArenaProblem problem;
  private final Instance instance;
  private final Moments moments;
  private final Thread caller = Thread.currentThread();
  private final long deadline;
  private final boolean hasBudget;
  private long[] best = {};
  private int[] bestOrder = {};
  private long height = Long.MAX_VALUE;
  private long lowerBound;
  private Proof proof = Proof.LIVE;

  Packing(ArenaProblem problem) {
    this.problem = problem;
    instance = new Instance(problem);
    moments = new Moments(instance);
    hasBudget = problem.budget().isPositive();
    deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(problem.budget());
  }

  ArenaLayout solve() {
    Rounds rounds = begin(false);
    while (rounds != null && !isDone() && !isOver() && rounds.next()) {
      // Each round takes what it finds.
    }
    return new ArenaLayout(Arrays.stream(best).boxed().toList(), height, lowerBound, proof);
  }

  /**
   * Bounds and lays out at once; the rounds that may better it, if any may.
   *
   * @param isFolded whether the buffers are blocks
   */
  @Nullable
  Rounds begin(boolean isFolded) {
    checkFixed();
    lowerBound = LiveBound.of(instance, moments);
    Neighbours neighbours = Neighbours.of(instance, moments, MOST_PAIRS);
    sweep();
    if (neighbours == null || isDone()) {
      return null;
    }
    layOutGreedily(neighbours);
    return hasBudget ? new Rounds(this, neighbours, bestOrder, isFolded) : null;
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
  boolean isDone() {
    long goal = Math.max(lowerBound, problem.capacity().orElse(0));
    return height <= goal || (problem.capacity().isPresent() && lowerBound > problem.capacity().getAsLong());
  }

  boolean isOver() {
    return nanosLeft() <= 0;
  }

  /** Nanoseconds that are left; none where the caller is interrupted. */
  long nanosLeft() {
    return caller.isInterrupted() ? 0 : deadline - System.nanoTime();
  }

  /** Time that is left; something at least. */
  Duration left() {
    return Duration.ofNanos(Math.max(1, nanosLeft()));
  }

  ArenaProblem problem() {
    return problem;
  }

  Instance instance() {
    return instance;
  }

  Moments moments() {
    return moments;
  }

  long height() {
    return height;
  }

  long lowerBound() {
    return lowerBound;
  }

  /** Offsets by buffer of the lowest layout so far. */
  long[] best() {
    return best;
  }

  /** No layout is lower: a search has proved it. */
  void prove(long bound) {
    lowerBound = Math.max(lowerBound, Math.min(bound, height));
    proof = Proof.SEARCH;
    problem.watcher().found(height, lowerBound);
  }

  /** Keeps a layout if it is lower. */
  void take(long[] offsets) {
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
}
