package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Loops over nothing but weights are done once, when a program is bound to them, as TorchInductor does when it freezes (constant
 * folding in torch/_inductor/freezing.py): scales of normalisations, tables of positions. What is cheaper to compute than to read
 * stays, and so does what is large.
 */
final class ConstantFolding {

  /** Elements that a folded value may have. */
  private static final long MOST_ELEMENTS = 1 << 18;

  /** Values that may be computed or combined for it. */
  private static final long MOST_EVALUATIONS = 1 << 22;

  /** Work of a value that is made of positions alone below which it is computed each time. */
  private static final int CHEAP_WORK = 8;

  private final Set<String> unchanging;
  private final Set<String> touched = new HashSet<>();
  private final Map<String, Candidate> candidates = new HashMap<>();
  private final SequencedMap<String, LoopNest> folded = new LinkedHashMap<>();
  private final List<Step> left = new ArrayList<>();

  /**
   * A step that could be folded.
   *
   * @param reads the candidates that it reads
   * @param work operations of one value, those of the candidates that it reads included
   * @param readsWeights whether it depends on weights
   */
  private record Candidate(Step step, LoopNest nest, List<Candidate> reads, int work, boolean readsWeights) {}

  private ConstantFolding(Set<String> unchanging) {
    this.unchanging = unchanging;
  }

  /**
   * Folds.
   *
   * @param steps in execution order
   * @param unchanging weights that nobody writes into
   * @param kept buffers that the graph itself returns
   */
  static ConstantFolding of(List<Step> steps, Set<String> unchanging, Collection<String> kept) {
    var folding = new ConstantFolding(unchanging);
    folding.touched.addAll(kept);
    for (Step step : steps) {
      for (Step.NewBuffer buffer : step.buffers()) {
        folding.touched.addAll(buffer.mutates());
        folding.touched.addAll(buffer.aliases());
      }
    }
    steps.forEach(folding::consider);
    for (Step step : steps) {
      if (!folding.candidates.containsKey(step.buffers().getFirst().name())) {
        folding.demand(step);
      }
    }
    steps.stream().filter(step -> !folding.folded.containsKey(step.buffers().getFirst().name()))
        .forEach(folding.left::add);
    return folding;
  }

  /** What is computed once, in order, by the buffer that it writes. */
  SequencedMap<String, LoopNest> folded() {
    return Collections.unmodifiableSequencedMap(folded);
  }

  /** The steps of each run. */
  List<Step> left() {
    return Collections.unmodifiableList(left);
  }

  private void consider(Step step) {
    if (step.buffers().size() != 1 || step.mutates() || !step.operation().kind().equals(Operation.COMPUTED_BUFFER)
        || !(step.body() instanceof LoopNest nest)) {
      return;
    }
    Step.NewBuffer buffer = step.buffers().getFirst();
    if (buffer.layout() != Layout.FIXED || touched.contains(buffer.name()) || !isSmall(nest)) {
      return;
    }
    var reads = new ArrayList<Candidate>();
    boolean readsWeights = false;
    int work = work(nest);
    for (Dependency read : step.reads()) {
      Candidate candidate = candidates.get(read.buffer());
      if (candidate != null) {
        reads.add(candidate);
        readsWeights |= candidate.readsWeights();
        work += candidate.work();
      } else if (unchanging.contains(read.buffer())) {
        readsWeights = true;
      } else {
        return;
      }
    }
    candidates.put(buffer.name(), new Candidate(step, nest, reads, work, readsWeights));
  }

  /** A step that stays wants what it reads: folded, or where that is cheap by a step that stays too. */
  private void demand(Step step) {
    for (Dependency read : step.reads()) {
      Candidate candidate = candidates.get(read.buffer());
      if (candidate == null) {
        continue;
      }
      if (candidate.readsWeights() || candidate.work() > CHEAP_WORK) {
        fold(candidate);
      } else {
        demand(candidate.step());
      }
    }
  }

  private void fold(Candidate candidate) {
    String buffer = candidate.nest().buffer();
    if (!folded.containsKey(buffer)) {
      candidate.reads().forEach(this::fold);
      folded.put(buffer, candidate.nest());
    }
  }

  private static boolean isSmall(LoopNest nest) {
    long elements = 1;
    for (Index extent : nest.extents()) {
      elements = product(elements, extent);
    }
    long evaluations = elements;
    for (Index extent : nest.reduction().map(reduction -> reduction.extents()).orElse(List.of())) {
      evaluations = product(evaluations, extent);
    }
    return elements <= MOST_ELEMENTS && evaluations <= MOST_EVALUATIONS && !hasSymbols(nest);
  }

  private static long product(long number, Index extent) {
    return extent instanceof Index.Constant(long size) && size > 0 && number <= MOST_EVALUATIONS / size
        ? number * size
        : Long.MAX_VALUE;
  }

  private static boolean hasSymbols(LoopNest nest) {
    boolean[] found = {false};
    nest.value().forEachPart(expression -> {}, index -> found[0] |= index instanceof Index.Symbol);
    nest.offset().forEachPart(expression -> {}, index -> found[0] |= index instanceof Index.Symbol);
    return found[0];
  }

  private static int work(LoopNest nest) {
    int[] work = {nest.reduction().isPresent() ? CHEAP_WORK + 1 : 0};
    nest.value().forEachPart(
        part -> work[0] += part instanceof Expression.Unary || part instanceof Expression.Binary
            || part instanceof Expression.Choice ? 1 : 0,
        index -> {});
    return work[0];
  }
}
