package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that may better a layout, a little of each in a round: exact search at some capacities and steps of the order search; where hardly
 * anything may be wasted, foldings, the same for the blocks that they found, and beams; where something may be wasted or sizes are few
 * units, or foldings leave too many blocks, what betters the lowest layout, too; that and foldings alone where buffers of few units are
 * many. By one thread, which lets others work.
 */
final class Rounds {

  /** Buffers: where there are more, no layout is searched for exactly. */
  private static final int MOST_SEARCHED = 20_000;
  /** Buffers times steps: where there are more, beams and overlap searches are too slow. */
  private static final long MOST_FOR_BEAMS = 4_000_000;
  /** A problem that can be folded is searched as it is in each round only if it has fewer buffers. */
  private static final int BUFFERS_PER_ROUND = 128;
  /** Tries of each folding search in a round: for each buffer, the same where there are more of few units, and at least. */
  private static final int TRIES_PER_BUFFER = 20;
  private static final int TRIES_IF_COARSE = 100;
  private static final int LEAST_TRIES = 8_000;
  /** Layouts of each beam in a round. */
  private static final int BEAMS = 100;
  private static final int BEAM_WIDTH = 8;
  private static final double BEAM_BASE = 0.1;
  /** How fast buffers become heavier, by beam. */
  private static final double[] BLAMES = {0.3, 0.1};
  /** Bytes in use of those up to the bound, from which on folding is worth while, */
  private static final double DENSE = 0.98;
  /** and from which on where there are more buffers than exact search can place. */
  private static final double DENSE_IF_MANY = 0.92;
  private static final int MANY = 500;
  /** and from which on nothing may be wasted: then changes of a layout help less than foldings. */
  private static final double FULL = 0.999;
  /** Searches that better the lowest layout in a round; where many buffers overlap, one for each thread, but no more than so many. */
  private static final int BETTERINGS = 2;
  private static final int MOST_BETTERINGS = 8;
  /** Turns of step and overlap searches in a round, each with the lowest layout of all. */
  private static final int TURNS = 7;
  /** Where there are many: buffers of the mean block from which on it is worth while to fold on, and of few units to lay blocks out. */
  private static final int WELL_FOLDED = 10;
  private static final int FOLDED_TO_LAY_OUT = 20;
  /** Units of the mean buffer, below which sizes agree so often by chance that foldings alone do not help. */
  private static final int COARSE = 64;
  /** With more buffers than exact search can place: of those that begin where one ends, how many may have its size so that they do. */
  private static final double AGREEING = 0.45;
  /** Steps for which the mean buffer lives, above which step and overlap searches are slower than foldings. */
  private static final int SHORT = 12;
  /** Buffers: where there are more, it takes too long to find those that are alike. */
  private static final int MOST_COARSE = 2_000;
  /** Units of all steps up to the bound: where there are more, what covers them takes too much memory. */
  private static final double MOST_UNITS = 2e7;
  /** Steps of the order search in a round. */
  private static final long ORDER_STEPS = 100;

  private final Packing packing;
  private final ArenaProblem problem;
  private final Instance instance;
  private final Neighbours neighbours;
  private final Sections sections;
  private final Map<Long, Portfolio> portfolios = new HashMap<>();
  private final OrderSearch orders;
  private final Set<Long> searched = new HashSet<>();
  private final List<FoldedPacking> foldings = new ArrayList<>();
  private final List<SqueakyWheel> beams = new ArrayList<>();
  private final List<Bettering> betterings = new ArrayList<>();
  /** Whether nothing may be wasted and sizes are few units on the average. */
  private final boolean isCoarse;
  /** The same with more buffers than exact search can place. */
  private final boolean isCoarseAndMany;
  private final int searchEvery;
  private int round;

  /** Finds a layout, from the lowest one that is known. */
  private interface Bettering {

    /** {@code left}: nanoseconds. */
    long[] better(long[] known, LongSupplier left);
  }

  /** A search for blocks, and the layout of its best ones. */
  private final class FoldedPacking {

    private final FoldingSearch search;
    private int blocks;
    private @Nullable Packing packed;
    private @Nullable Rounds rounds;

    FoldedPacking(int number) {
      search = new FoldingSearch(instance, number, isCoarseAndMany, problem.seed());
    }

    /** Whether the mean block has so many buffers. */
    boolean isWell(int buffers) {
      return (long) buffers * search.blocks() <= instance.count;
    }

    /** Lays out what is new, or goes on with what is known. */
    void layOut() {
      Folded best = search.best();
      Packing laid = packed;
      if (laid == null || search.blocks() < blocks) {
        blocks = search.blocks();
        laid = new Packing(new ArenaProblem(best.buffers(), problem.capacity(), packing.left(), problem.threads(),
            problem.seed()));
        packed = laid;
        rounds = laid.begin(true);
      }
      if (rounds != null && !laid.isDone() && !laid.isOver() && !rounds.next()) {
        rounds = null;
      }
      packing.take(best.unfold(laid.best()));
    }
  }

  /**
   * Nothing is tried yet.
   *
   * @param order of the best greedy layout
   * @param isFolded whether the buffers are blocks
   */
  Rounds(Packing packing, Neighbours neighbours, int[] order, boolean isFolded) {
    this.packing = packing;
    this.neighbours = neighbours;
    problem = packing.problem();
    instance = packing.instance();
    sections = new Sections(instance, packing.moments());
    boolean isLowered = !isFolded && isLowered();
    isCoarse = isLowered && isCoarse();
    isCoarseAndMany = isCoarse && instance.count > MANY;
    orders = new OrderSearch(instance, new Greedy(instance, neighbours), order, problem.seed());
    if (Folding.suits(instance) && instance.count <= MOST_SEARCHED && (isFolded || isDense())) {
      long wanted = Math.max(packing.lowerBound(), problem.capacity().orElse(0));
      for (int i = 0; i < BLAMES.length && !isCoarseAndMany
          && (long) instance.count * instance.steps <= MOST_FOR_BEAMS; i++) {
        beams.add(new SqueakyWheel(instance,
            new BeamSearch(instance, packing.moments(), wanted, BEAM_WIDTH, BEAM_BASE), wanted, BLAMES[i],
            problem.seed()));
      }
      int searches = isLowered && instance.count > MANY
          ? Math.clamp(problem.threads(), BETTERINGS, MOST_BETTERINGS)
          : BETTERINGS;
      for (int i = 0; i < searches; i++) {
        if (density() < FULL) {
          var search = new RuinAndRecreate(instance, neighbours, wanted, i, problem.seed());
          betterings.add((known, left) -> search.anneal(known, () -> left.getAsLong() <= 0));
        } else if (isCoarse || (isLowered && instance.count > MANY)) {
          betterings.add(new CoarseSearch(instance, wanted, i % 2 == 1, problem.seed() + i)::run);
        }
      }
      for (int i = 0; i < (isCoarseAndMany ? searches : 2) && !isFolded; i++) {
        foldings.add(new FoldedPacking(i));
      }
    }
    searchEvery = foldings.isEmpty() ? 1 : 1 + instance.count / BUFFERS_PER_ROUND;
  }

  /** Whether step and overlap searches can lower a layout. */
  private boolean isLowered() {
    return Folding.suits(instance) && instance.count <= MOST_COARSE
        && (double) packing.lowerBound() / instance.unit * instance.steps <= MOST_UNITS && density() >= FULL
        && IntStream.range(0, instance.count)
            .filter(b -> !instance.isIdle(b))
            .mapToLong(b -> instance.end(b) - instance.start(b))
            .average()
            .orElse(0) <= SHORT;
  }

  private boolean isCoarse() {
    return meanUnits() < COARSE
        && (instance.count <= MANY || instance.count > AGREEING * meanUnits() * instance.steps);
  }

  /** How large the mean buffer is. */
  private double meanUnits() {
    return Arrays.stream(instance.size).average().orElse(0) / instance.unit;
  }

  /** Whether hardly anything may be wasted, so that it is likely that buffers fit together. */
  private boolean isDense() {
    return density() > (instance.count > MANY ? DENSE_IF_MANY : DENSE);
  }

  /** Bytes in use of those up to the bound. */
  private double density() {
    double used = 0;
    long first = Long.MAX_VALUE;
    long end = 0;
    for (ArenaBuffer buffer : problem.buffers()) {
      used += (double) buffer.size() * (buffer.end() - buffer.start());
      first = Math.min(first, buffer.start());
      end = Math.max(end, buffer.end());
    }
    return used / ((double) packing.lowerBound() * (end - first));
  }

  /** One round; whether another one may help. */
  boolean next() {
    round++;
    if (isCoarseAndMany) {
      lowerAndFold();
      return true;
    }
    foldAndBeam();
    int turns = turns();
    for (int turn = 0; turn < turns && !isOver(); turn++) {
      better();
    }
    for (FoldedPacking folding : foldings) {
      if (!isOver()) {
        folding.layOut();
      }
    }
    for (long target : round % searchEvery == 0 ? targets() : List.<Long>of()) {
      if (instance.count <= MOST_SEARCHED && target >= packing.lowerBound() && target < packing.height()
          && !searched.contains(target) && !isOver()) {
        search(portfolios.computeIfAbsent(target,
            capacity -> new Portfolio(instance, sections, neighbours, capacity, problem.seed())), target);
      }
    }
    portfolios.keySet().removeIf(target -> target < packing.lowerBound() || target >= packing.height());
    if (searched.containsAll(targets())) {
      return false;
    }
    for (int step = 0; step < ORDER_STEPS && !isOver(); step++) {
      if (orders.step()) {
        packing.take(orders.offsets());
      }
    }
    return true;
  }

  /** How often layouts are bettered in a round: where foldings alone should do, seldom unless they leave too many blocks. */
  private int turns() {
    if (betterings.isEmpty()) {
      return 0;
    }
    if (density() < FULL) {
      return 1;
    }
    return isCoarse ? TURNS : isWellFolded() ? Math.min(round - 1, 1) : Math.min(round, TURNS);
  }

  private boolean isWellFolded() {
    return foldings.stream().anyMatch(folding -> folding.isWell(WELL_FOLDED));
  }

  /** Betters layouts of few units, and folds unless a first try left too many blocks. */
  private void lowerAndFold() {
    boolean isFolding = round == 1 || isWellFolded();
    for (int turn = 0; turn < (isFolding ? 1 : TURNS) && !isOver(); turn++) {
      better();
    }
    if (isFolding && !isOver()) {
      foldAndBeam();
      for (FoldedPacking folding : foldings) {
        if (folding.isWell(FOLDED_TO_LAY_OUT) && !isOver()) {
          folding.layOut();
        }
      }
    }
  }

  private boolean isOver() {
    return packing.isDone() || packing.isOver();
  }

  /** Each search from the lowest layout. */
  private void better() {
    var workers = new Workers();
    List<Runnable> works = new ArrayList<>();
    long[][] found = new long[betterings.size()][];
    for (int i = 0; i < found.length; i++) {
      int number = i;
      works.add(() -> found[number] =
          betterings.get(number).better(packing.best(), () -> workers.isInterrupted() ? 0 : packing.nanosLeft()));
    }
    run(works, workers);
    for (long[] offsets : found) {
      packing.take(offsets);
    }
  }

  /** Each on a thread of its own, if there are as many. */
  private void foldAndBeam() {
    var workers = new Workers();
    List<Runnable> works = new ArrayList<>();
    int tries = isCoarseAndMany ? TRIES_IF_COARSE : TRIES_PER_BUFFER;
    for (FoldedPacking folding : foldings) {
      works.add(() -> folding.search.run(Math.max(LEAST_TRIES, tries * instance.count),
          () -> workers.isInterrupted() || packing.isOver()));
    }
    List<List<long[]>> layouts = new ArrayList<>();
    for (SqueakyWheel beam : round > 1 && isCoarse ? List.<SqueakyWheel>of() : beams) {
      List<long[]> found = new ArrayList<>();
      layouts.add(found);
      works.add(() -> {
        for (int i = 0; i < BEAMS && !workers.isInterrupted() && !packing.isOver(); i++) {
          found.add(beam.step());
        }
      });
    }
    run(works, workers);
    layouts.forEach(found -> found.forEach(packing::take));
  }

  private void run(List<Runnable> works, Workers workers) {
    var next = new AtomicInteger();
    workers.run(Math.min(problem.threads(), works.size()), () -> {
      for (int i = next.getAndIncrement(); i < works.size(); i = next.getAndIncrement()) {
        works.get(i).run();
      }
    });
  }

  /** The capacity; without one the bounds and what lies between them. */
  private List<Long> targets() {
    if (problem.capacity().isPresent()) {
      return List.of(problem.capacity().getAsLong());
    }
    long height = packing.height();
    long difference = height - packing.lowerBound();
    return Stream
        .of(packing.lowerBound(), packing.lowerBound() + difference / 2, height - Math.max(1, difference / 16))
        .distinct()
        .toList();
  }

  private void search(Portfolio portfolio, long target) {
    switch (portfolio.round(problem.threads(), packing::isOver)) {
      case FOUND -> packing.take(portfolio.offsets());
      case NONE -> {
        searched.add(target);
        if (!instance.isSimplified) {
          packing.prove(Math.max(target + 1, portfolio.need()));
        }
      }
      case STOPPED -> {
      }
    }
  }
}
