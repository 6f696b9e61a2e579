package graft.compiler.core.pipeline;

import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.plan.Partition;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.stage.MemoryPlanner;
import graft.compiler.api.stage.PartitionSignatures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which stage is to blame for a plan that uses undefined names, and what repairs it. */
final class PlanDefect {

  private PlanDefect() {}

  /** The defect behind the first finding of the verifier, or null if there is none. */
  static @Nullable DefectException in(Plan plan) {
    if (plan.undefinedNames().isEmpty()) {
      return null;
    }
    UndefinedName first = plan.undefinedNames().getFirst();
    if (returnsWhatItLost(plan, first)) {
      return defect(
          plan,
          MemoryPlanner.STAGE,
          "graft.patch.memoryplan",
          first,
          first.function() + " returns " + first.buffer() + ", whose allocation was dropped");
    }
    return defect(
        plan,
        PartitionSignatures.STAGE,
        "graft.patch.partition",
        first,
        first.function() + " uses " + first.buffer() + ", which it was never given or has no more");
  }

  /** Whether a partition function returns the name without having received it: then it had made it, before planning. */
  private static boolean returnsWhatItLost(Plan plan, UndefinedName finding) {
    List<Signature> signatures =
        plan.partitions().stream().map(Partition::signature).filter(signature -> !signature.skipCudagraph()).toList();
    for (int i = 0; i < signatures.size(); i++) {
      if (finding.function().equals("partition_" + i)) {
        Signature signature = signatures.get(i);
        return signature.outputs().contains(finding.buffer()) && !signature.inputs().contains(finding.buffer());
      }
    }
    return false;
  }

  private static DefectException defect(
      Plan plan, String stage, String repairedBy, UndefinedName finding, String problem) {
    boolean repaired =
        plan.recipe().steps().stream().filter(step -> step.stage().equals(stage)).map(Recipe.Step::bundle)
            .anyMatch(repairedBy::equals);
    String advice = repaired ? repairedBy + " is in use and does not repair this" : repairedBy + " repairs this";
    return new DefectException(stage, finding.buffer(), repairedBy, stage + ": " + problem + "; " + advice);
  }
}
