package graft.compiler.core.fuse;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.schedule.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pointwise loops whose value only loops read, computed where they are read: their buffer and their node disappear. Done where the
 * value is read once for each time it was computed, or is so cheap that computing it again costs less than reading it.
 */
final class Inlining {

  /** A kernel's code must stay small enough to be compiled well; what does not fit is fused loop by loop. */
  private static final int MOST_WORK = 100;
  private static final int MOST_LOADS = 12;
  /** What may be computed again for another reader. */
  private static final int CHEAP_WORK = 2;
  /** Constants and positions need no memory at all. */
  private static final int CHEAP_WORK_WITHOUT_LOADS = 8;

  private final Lowered lowered;
  private final SizeHints hints;
  private final Uses uses;
  private final Map<String, MeasuredNest> nests = new HashMap<>();
  private final InlinedNodes inlined;

  private Inlining(Lowered lowered) {
    this.lowered = lowered;
    this.hints = new SizeHints(lowered);
    this.uses = new Uses(lowered);
    this.inlined = new InlinedNodes(lowered);
    lowered.bodies().forEach((name, body) -> {
      if (body instanceof LoopNest nest) {
        nests.put(name, MeasuredNest.of(nest));
      }
    });
  }

  static Lowered of(Lowered lowered) {
    var inlining = new Inlining(lowered);
    int before;
    do {
      before = inlining.nests.size();
      for (Node node : lowered.schedule().nodes()) {
        if (node instanceof Node.Single single) {
          inlining.tryInline(single);
        }
      }
      // Where the readers of a value became one, it is read once now.
    } while (inlining.nests.size() < before);
    return inlining.inlined.finish(inlining.nests);
  }

  private void tryInline(Node.Single node) {
    MeasuredNest measured = nests.get(node.name());
    if (measured == null || measured.nest().reduction().isPresent() || !uses.isPrivate(node, measured.nest())) {
      return;
    }
    LoopNest producer = measured.nest();
    List<String> readers = uses.readers(producer.buffer());
    double evaluations = 0;
    for (String reader : readers) {
      MeasuredNest consumer = nests.get(reader);
      if (consumer == null || !uses.mayMove(node, measured, reader, consumer.nest())) {
        return;
      }
      evaluations += evaluations(consumer, producer.buffer()) / Math.max(1, hints.evaluations(producer));
    }
    if (readers.isEmpty() || !isWorthwhile(measured, evaluations)) {
      return;
    }
    var results = new HashMap<String, MeasuredNest>();
    for (String reader : readers) {
      MeasuredNest result = inline(producer, Objects.requireNonNull(nests.get(reader)));
      if (result == null || result.work() > MOST_WORK || result.loads().size() > MOST_LOADS) {
        return;
      }
      results.put(reader, result);
    }
    nests.putAll(results);
    nests.remove(node.name());
    uses.inline(node, producer.buffer());
    inlined.inline(node, readers);
  }

  /** How often a nest loads an element of a buffer; where it does on a condition, how often that may be true. */
  private double evaluations(MeasuredNest consumer, String buffer) {
    List<Index> extents = Axes.all(consumer.nest());
    var places = new HashSet<Place>();
    Loads.replace(consumer.nest().value(), (load, bounds) -> {
      if (load.buffer().equals(buffer)) {
        places.add(new Place(load.offset(), bounds));
      }
      return load;
    });
    double sum = 0;
    for (Place place : places) {
      sum += hints.points(place.bounds().extents(extents));
    }
    return sum;
  }

  private boolean isWorthwhile(MeasuredNest producer, double evaluations) {
    int work = producer.work();
    return switch (producer.loads().size()) {
      case 0 -> work <= CHEAP_WORK_WITHOUT_LOADS || evaluations <= 1;
      case 1 -> evaluations <= 1 || work == 0 || (work <= CHEAP_WORK && !isEpilogue(producer));
      case 2 -> evaluations <= 1 || work == 0;
      default -> evaluations <= 1;
    };
  }

  /** Whether it could be done to each element of a call's result as the call makes it, which costs nothing. */
  private boolean isEpilogue(MeasuredNest measured) {
    for (Load load : measured.loads()) {
      Body maker = lowered.bodies().get(uses.maker(load.buffer()));
      if (maker instanceof ExternCall call
          && !call.allocates()
          && load.offset().equals(measured.nest().offset())
          && uses.readers(load.buffer()).size() == 1) {
        return true;
      }
    }
    return false;
  }

  /** The consumer with the producer's value in place of its loads, or null where the index arithmetic would grow. */
  private static @Nullable MeasuredNest inline(LoopNest producer, MeasuredNest measured) {
    LoopNest consumer = measured.nest();
    List<Load> loads = measured.loads(producer.buffer());
    if (loads.stream().anyMatch(load -> load.type() != producer.value().type())) {
      return null;
    }
    List<Index> extents = Axes.all(consumer);
    // Equal loads become one expression, so that whoever generates code sees that they are one.
    var values = new HashMap<Place, Expression>();
    Expression value = Loads.replace(
        consumer.value(),
        (load, bounds) -> load.buffer().equals(producer.buffer())
            ? values.computeIfAbsent(new Place(load.offset(), bounds), place -> at(producer, place, extents))
            : load);
    LoopNest result = AxisSplit.of(
        new LoopNest(consumer.extents(), consumer.reduction(), value, consumer.buffer(), consumer.offset()));
    int before = AxisSplit.divisions(consumer) + AxisSplit.divisions(producer) * loads.size();
    if (AxisSplit.divisions(result) > before) {
      return null;
    }
    var inlined = MeasuredNest.of(result);
    return readsWhatItOverwrites(inlined) ? null : inlined;
  }

  /** An offset, and what is known of the axes there. */
  private record Place(Index offset, Bounds bounds) {}

  /** The value that a nest stores at an offset. Axes are counted from their bounds meanwhile, so that divisions fall away. */
  private static Expression at(LoopNest producer, Place place, List<Index> extents) {
    Bounds bounds = place.bounds();
    if (bounds.ranges().isEmpty()) {
      List<Index> at = RowMajor.positions(producer.extents(), place.offset(), extents);
      return producer.value().substitute(axis -> at.get(axis.number()), extents);
    }
    List<Index> bounded = bounds.extents(extents);
    Index offset =
        place.offset().substitute(axis -> axis.plus(Index.of(bounds.from(axis.number()))), bounded);
    List<Index> at = RowMajor.positions(producer.extents(), offset, bounded);
    Expression value = producer.value().substitute(axis -> at.get(axis.number()), bounded);
    return value.substitute(axis -> axis.minus(Index.of(bounds.from(axis.number()))), extents);
  }

  /** Whether it loads from the memory that it writes, other than what the same point overwrites. */
  private static boolean readsWhatItOverwrites(MeasuredNest measured) {
    LoopNest nest = measured.nest();
    return measured.loads(nest.buffer()).stream()
        .anyMatch(load -> nest.reduction().isPresent() || !load.offset().equals(nest.offset()));
  }
}
