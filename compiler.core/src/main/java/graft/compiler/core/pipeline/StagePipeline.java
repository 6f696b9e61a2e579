package graft.compiler.core.pipeline;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.runtime.Environment;
import graft.compiler.api.stage.MemoryPlanner;
import graft.compiler.api.stage.PartitionRule;
import graft.compiler.api.stage.PartitionSignatures;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The {@link Pipeline} over the stage services in the framework. Nothing here holds a stage service longer than one compile takes.
 *
 * <p>It waits for the {@link Environment}, so that nothing compiles before the overrides are applied.
 */
@Component(immediate = true)
public final class StagePipeline implements Pipeline {

  private final CoreRuntime runtime;
  private final Object lock = new Object();
  private final StageServices<PartitionRule> rules = new StageServices<>(PartitionRule.STAGE);
  private final StageServices<PartitionSignatures> signatures = new StageServices<>(PartitionSignatures.STAGE);
  private final StageServices<MemoryPlanner> planners = new StageServices<>(MemoryPlanner.STAGE);

  /** Called by the framework. */
  @Activate
  public StagePipeline(BundleContext context, @Reference Environment environment) {
    this.runtime = CoreRuntime.of(context.getBundle());
  }

  @Override
  public Plan plan(PlanRequest request) {
    while (true) {
      try (Snapshot snapshot = snapshot()) {
        try {
          return new Compilation(snapshot.stages(), request).plan(recipe(snapshot, request.options()));
        } catch (LinkageError e) {
          // A bundle of the snapshot went away before all its classes were loaded: that is no failure of the compile.
          if (snapshot.isCurrent()) {
            throw e;
          }
        }
      }
    }
  }

  @Override
  public Plan verified(PlanRequest request) {
    Plan plan = plan(request);
    DefectException defect = PlanDefect.in(plan);
    if (defect != null) {
      throw defect;
    }
    return plan;
  }

  @Override
  public Recipe recipe(CompileOptions options) {
    try (Snapshot snapshot = snapshot()) {
      return recipe(snapshot, options);
    }
  }

  private Recipe recipe(Snapshot snapshot, CompileOptions options) {
    return new Recipe(runtime.version(), snapshot.steps().toList(), options);
  }

  private Snapshot snapshot() {
    while (true) {
      Snapshot snapshot = trySnapshot();
      if (snapshot != null) {
        return snapshot;
      }
      Thread.onSpinWait();
    }
  }

  private @Nullable Snapshot trySnapshot() {
    synchronized (lock) {
      return Snapshot.tryHold(
          rules.from(runtime::accepts), signatures.from(runtime::accepts), planners.from(runtime::accepts));
    }
  }

  @Reference(
      service = PartitionRule.class,
      cardinality = ReferenceCardinality.AT_LEAST_ONE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      updated = "bindRule")
  void bindRule(ComponentServiceObjects<PartitionRule> services) {
    synchronized (lock) {
      rules.put(services, runtime.core());
    }
  }

  void unbindRule(ComponentServiceObjects<PartitionRule> services) {
    synchronized (lock) {
      rules.remove(services);
    }
  }

  @Reference(
      service = PartitionSignatures.class,
      cardinality = ReferenceCardinality.AT_LEAST_ONE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      updated = "bindSignatures")
  void bindSignatures(ComponentServiceObjects<PartitionSignatures> services) {
    synchronized (lock) {
      signatures.put(services, runtime.core());
    }
  }

  void unbindSignatures(ComponentServiceObjects<PartitionSignatures> services) {
    synchronized (lock) {
      signatures.remove(services);
    }
  }

  @Reference(
      service = MemoryPlanner.class,
      cardinality = ReferenceCardinality.AT_LEAST_ONE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      updated = "bindPlanner")
  void bindPlanner(ComponentServiceObjects<MemoryPlanner> services) {
    synchronized (lock) {
      planners.put(services, runtime.core());
    }
  }

  void unbindPlanner(ComponentServiceObjects<MemoryPlanner> services) {
    synchronized (lock) {
      planners.remove(services);
    }
  }
}
