package graft.compiler.api.stage;

import graft.compiler.api.plan.FunctionPlan;
import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Stage 5: plans the memory lines of one function ({@code PythonWrapperCodegen.memory_plan_reuse} in PyTorch 2.9.0). Asked
 * for each partition function and for the caller.
 */
@ConsumerType
public interface MemoryPlanner {

  /** The stage's name in recipes and in {@link Fix#stage()}. */
  String STAGE = "memory-plan";

  /**
   * Plans one function.
   *
   * @param request its lines and by what they are judged
   * @param next the implementation this one stands on
   */
  FunctionPlan plan(MemoryPlanRequest request, Function<MemoryPlanRequest, FunctionPlan> next);
}
