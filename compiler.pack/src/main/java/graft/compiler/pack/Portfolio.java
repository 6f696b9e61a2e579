package graft.compiler.pack;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Searches for a layout within one capacity with all strategies, in rounds: each may take a number of steps, and from the second round
 * on the orders are disturbed at random: how long a search takes varies so much that many short ones are better than a long one. The
 * first strategy of the list that finds one wins, so that the number of threads makes no difference to the answer. Called by one thread
 * at a time.
 */
final class Portfolio {

  private static final long FIRST_STEPS = 500;

  private final Instance instance;
  private final Sections sections;
  private final Neighbours neighbours;
  private final long capacity;
  private final long seed;
  private final Map<Strategy, Search> searches = new ConcurrentHashMap<>();
  private @Nullable Search winner;
  private int round;

  Portfolio(Instance instance, Sections sections, Neighbours neighbours, long capacity, long seed) {
    this.instance = instance;
    this.sections = sections;
    this.neighbours = neighbours;
    this.capacity = capacity;
    this.seed = seed;
  }

  /** 1 1 2 1 1 2 4 and so on: short and long rounds take the same time in all (Luby, Sinclair and Zuckerman, 1993). */
  static long luby(int number) {
    int end = 1;
    while (end < number) {
      end = 2 * end + 1;
    }
    return end == number ? (end + 1) / 2 : luby(number - end / 2);
  }

  /** What the last round's winner found: offsets by buffer. */
  long[] offsets() {
    return winner().offsets();
  }

  /** What the last round's winner proved: no layout fits less than this. */
  long need() {
    return winner().need();
  }

  private Search winner() {
    return Objects.requireNonNull(winner, "no round has ended");
  }

  /** One round; {@code isOver} stops it. */
  Search.End round(int threads, BooleanSupplier isOver) {
    long steps = (FIRST_STEPS + 2L * instance.count) * luby(round + 1);
    int count = Strategy.ALL.size();
    var ends = new AtomicReferenceArray<Search.@Nullable End>(count);
    var next = new AtomicInteger();
    var first = new AtomicInteger(count);
    var workers = new Workers();
    Runnable work = () -> {
      // To begin a search may take long, too.
      BooleanSupplier stop = () -> workers.isInterrupted() || isOver.getAsBoolean();
      for (int i = next.getAndIncrement(); i < first.get() && !stop.getAsBoolean(); i = next.getAndIncrement()) {
        int number = i;
        Search.End end = run(i, steps, () -> first.get() < number || stop.getAsBoolean());
        ends.set(i, end);
        if (end != Search.End.STOPPED) {
          first.accumulateAndGet(i, Math::min);
        }
      }
    };
    workers.run(Math.min(threads, count), work);
    round++;
    if (first.get() == count) {
      return Search.End.STOPPED;
    }
    winner = searches.get(Strategy.ALL.get(first.get()));
    return Objects.requireNonNull(ends.get(first.get()));
  }

  private Search.End run(int number, long steps, BooleanSupplier isOver) {
    Strategy strategy = Strategy.ALL.get(number);
    Search search = searches.computeIfAbsent(strategy,
        own -> new Search(instance, sections, neighbours, own.choice(), capacity));
    return search.run(strategy.ranks(instance, sections, round, seed), steps, isOver);
  }
}
