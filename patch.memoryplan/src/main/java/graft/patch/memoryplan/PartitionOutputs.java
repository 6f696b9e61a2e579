package graft.patch.memoryplan;

import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.stage.Fix;
import graft.compiler.api.stage.MemoryPlanRequest;
import graft.compiler.api.stage.MemoryPlanner;
import java.util.Set;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Judges the lines of a partition function by the partition's own outputs instead of the whole graph's. */
@Fix(
    name = "memoryplan",
    stage = MemoryPlanner.STAGE,
    runtime = "2.9.0",
    defect = "a partition returns a buffer whose allocation was dropped",
    upstream = "PyTorch PR 165514")
@Component(immediate = true)
@ServiceRanking(100)
public final class PartitionOutputs implements MemoryPlanner {

  @Override
  public FunctionPlan plan(MemoryPlanRequest request, Function<MemoryPlanRequest, FunctionPlan> next) {
    return next.apply(
        request.signature().map(signature -> request.withOutputs(Set.copyOf(signature.outputs()))).orElse(request));
  }
}
