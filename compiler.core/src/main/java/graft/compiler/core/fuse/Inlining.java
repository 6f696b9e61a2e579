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
import java.util.List;
import java.util.Map;
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
  private final Map<String, LoopNest> nests = new HashMap<>();
  private final InlinedNodes inlined;

  private Inlining(Lowered lowered) {
    this.lowered = lowered;
    this.hints = new SizeHints(lowered);
    this.uses = new Uses(lowered);
    this.inlined = new InlinedNodes(lowered);
    lowered.bodies().forEach((name, body) -> {
      if (body instanceof LoopNest nest) {
        nests.put(name, nest);
      }
    });
  }

  static Lowered of(Lowered lowered) {
    var inlining = new Inlining(lowered);
    for (Node node : lowered.schedule().nodes()) {
      if (node instanceof Node.Single single) {
        inlining.tryInline(single);
      }
    }
    return inlining.inlined.finish(inlining.nests);
  }

  private void tryInline(Node.Single node) {
    LoopNest producer = nests.get(node.name());
    if (producer == null || producer.reduction().isPresent() || !uses.isPrivate(node, producer)) {
      return;
    }
    List<String> readers = uses.readers(producer.buffer());
    var results = new HashMap<String, LoopNest>();
    double evaluations = 0;
    for (String reader : readers) {
      LoopNest consumer = nests.get(reader);
      if (consumer == null || !uses.mayMove(node, producer, reader, consumer)) {
        return;
      }
      LoopNest result = inline(producer, consumer);
      if (result == null) {
        return;
      }
      long loads =
          Loads.of(consumer.value()).stream().filter(load -> load.buffer().equals(producer.buffer())).count();
      evaluations +=
          (double) loads * hints.evaluations(consumer) / Math.max(1, hints.evaluations(producer));
      results.put(reader, result);
    }
    if (!readers.isEmpty() && isWorthwhile(producer, evaluations, results)) {
      nests.putAll(results);
      nests.remove(node.name());
      uses.inline(node, producer.buffer());
      inlined.inline(node, readers);
    }
  }

  private boolean isWorthwhile(LoopNest producer, double evaluations, Map<String, LoopNest> results) {
    Cost cost = Cost.of(producer.value());
    for (LoopNest result : results.values()) {
      Cost whole = Cost.of(result.value());
      if (whole.work() > MOST_WORK || whole.loads() > MOST_LOADS) {
        return false;
      }
    }
    if (cost.loads() == 0) {
      return cost.work() <= CHEAP_WORK_WITHOUT_LOADS || evaluations <= 1;
    }
    return evaluations <= 1
        || (cost.loads() == 1 && cost.work() <= CHEAP_WORK && !isEpilogue(producer))
        || (cost.loads() == 1 && cost.work() == 0);
  }

  /** Whether it could be done to each element of a call's result as the call makes it, which costs nothing. */
  private boolean isEpilogue(LoopNest nest) {
    for (Load load : Loads.of(nest.value())) {
      Body maker = lowered.bodies().get(uses.maker(load.buffer()));
      if (maker instanceof ExternCall call
          && !call.allocates()
          && load.offset().equals(nest.offset())
          && uses.readers(load.buffer()).size() == 1) {
        return true;
      }
    }
    return false;
  }

  /** The consumer with the producer's value in place of its loads, or null where the index arithmetic would grow. */
  private static @Nullable LoopNest inline(LoopNest producer, LoopNest consumer) {
    List<Load> loads =
        Loads.of(consumer.value()).stream().filter(load -> load.buffer().equals(producer.buffer())).toList();
    if (loads.stream().anyMatch(load -> load.type() != producer.value().type())) {
      return null;
    }
    List<Index> extents = Axes.all(consumer);
    Expression value = Loads.replace(consumer.value(), load -> {
      if (!load.buffer().equals(producer.buffer())) {
        return load;
      }
      List<Index> at = RowMajor.positions(producer.extents(), load.offset(), extents);
      return producer.value().substitute(axis -> at.get(axis.number()), extents);
    });
    LoopNest result = AxisSplit.of(
        new LoopNest(consumer.extents(), consumer.reduction(), value, consumer.buffer(), consumer.offset()));
    int before = AxisSplit.divisions(consumer) + AxisSplit.divisions(producer) * loads.size();
    return AxisSplit.divisions(result) > before || readsWhatItOverwrites(result, consumer) ? null : result;
  }

  /** Whether it loads from the memory that it writes, other than what the same point overwrites. */
  private static boolean readsWhatItOverwrites(LoopNest result, LoopNest consumer) {
    return Loads.of(result.value()).stream()
        .anyMatch(
            load -> load.buffer().equals(consumer.buffer())
                && (result.reduction().isPresent() || !load.offset().equals(result.offset())));
  }
}
