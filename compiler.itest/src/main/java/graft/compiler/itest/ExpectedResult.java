package graft.compiler.itest;

import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.read.StoredSchedule;
import graft.compiler.itest.StoredResult.Partition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a schedule must give with some of the fixes: what 2.9.0 gave with all of them, less what the absent ones would have done.
 * 2.9.0 was run with all fixes and with none; {@code ExpectedResultTest} shows that this derives the latter from the former.
 */
final class ExpectedResult {

  private ExpectedResult() {}

  /**
   * The result of a compile that does not die, because no operator that mutates its arguments is named or the scheduler's fix is
   * there.
   *
   * @param stored the schedule, stored with all fixes
   * @param fixed its result with all fixes
   * @param fixes those that are there
   */
  static StoredResult of(StoredSchedule stored, StoredResult fixed, Set<KnownFix> fixes) {
    List<Partition> partitions = fixes.contains(KnownFix.PARTITION)
        ? fixed.partitions()
        : new ExpectedSignatures(stored.schedule()).withoutFix(fixed.partitions());
    List<FunctionLines> unplanned = stored.lines().orElseThrow();
    List<Signature> signatures = signatures(partitions);
    List<FunctionPlan> functions = new ArrayList<>();
    for (int i = 0; i < signatures.size(); i++) {
      Collection<String> outputs = fixes.contains(KnownFix.MEMORYPLAN)
          ? signatures.get(i).outputs()
          : stored.schedule().outputs();
      FunctionPlan plan = fixed.functions().get(i);
      functions.add(with(ExpectedLines.judgedBy(outputs, unplanned.get(i).lines(), plan.lines()), plan));
    }
    FunctionPlan caller = fixed.functions().getLast();
    List<Signature> called =
        signatures.stream().map(signature -> signature.without(unplanned.getLast().removedBuffers())).toList();
    functions.add(with(ExpectedLines.calling(called, caller.lines()), caller));
    return new StoredResult(
        fixed.afterMinimize(),
        fixed.after(),
        partitions,
        functions,
        new ExpectedFindings(stored, fixed.partitions()).in(partitions, functions));
  }

  /** Those of the partition functions, in order. */
  static List<Signature> signatures(List<Partition> partitions) {
    return partitions.stream().map(Partition::signature).filter(signature -> !signature.skipCudagraph()).toList();
  }

  private static FunctionPlan with(List<Line> lines, FunctionPlan plan) {
    return new FunctionPlan(plan.partition(), plan.estimatedPeakBytes(), lines);
  }
}
