package graft.compiler.api.compile;

import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.Plan;
import org.osgi.annotation.versioning.ProviderType;

/** Fusion, stages 1 to 5 and the verifier. Safe for any number of threads; each call uses one snapshot of the stage services. */
@ProviderType
public interface Pipeline {

  /** The code of the failure to compile on a pipeline whose core has been stopped or updated; the pipeline that follows can. */
  String STOPPED = "stopped";

  /**
   * Plans a schedule. The result may have {@link Plan#undefinedNames() findings}; {@link #verified} refuses those.
   *
   * @throws CompileException if the schedule is not consistent, or a defect of a stage ends the compile
   */
  Plan plan(PlanRequest request);

  /**
   * Plans a schedule that is to run.
   *
   * @throws DefectException also if the verifier found that the plan uses undefined names
   */
  Plan verified(PlanRequest request);

  /**
   * Fuses a lowered model and plans it to run, on one snapshot of the services.
   *
   * @throws CompileException if the schedule is not consistent, or a defect of a stage ends the compile
   * @throws DefectException also if the verifier found that the plan uses undefined names
   */
  Planned verified(Lowered lowered, CompileOptions options);

  /** The recipe that a compile would use now. */
  Recipe recipe(CompileOptions options);
}
