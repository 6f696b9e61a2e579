package graft.compiler.core.pipeline;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.compile.Planned;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.runtime.Environment;
import graft.compiler.api.stage.Fuser;
import graft.compiler.api.stage.MemoryPlanner;
import graft.compiler.api.stage.PartitionRule;
import graft.compiler.api.stage.PartitionSignatures;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * The {@link Pipeline} over the stage services in the framework. Nothing here holds a stage service longer than one compile takes.
 *
 * <p>It waits for the {@link Environment}, so that nothing compiles before the overrides are applied.
 */
@Component(immediate = true)
public final class StagePipeline implements Pipeline {

  /** How long a compile waits for the core to start or stop, which it does without waiting for anybody. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final CoreRuntime runtime;
  private final Object lock = new Object();
  private final StageServices<Fuser> fusers;
  private final StageServices<PartitionRule> rules;
  private final StageServices<PartitionSignatures> signatures;
  private final StageServices<MemoryPlanner> planners;
  private volatile boolean stopped;

  /** Called by the framework. */
  @Activate
  public StagePipeline(
      BundleContext context, @Reference ServiceComponentRuntime components, @Reference Environment environment) {
    runtime = CoreRuntime.of(context.getBundle(), components);
    fusers = new StageServices<>(Fuser.STAGE, Fuser.class, runtime);
    rules = new StageServices<>(PartitionRule.STAGE, PartitionRule.class, runtime);
    signatures = new StageServices<>(PartitionSignatures.STAGE, PartitionSignatures.class, runtime);
    planners = new StageServices<>(MemoryPlanner.STAGE, MemoryPlanner.class, runtime);
  }

  /** Called by the framework. */
  @Deactivate
  void stop() {
    stopped = true;
  }

  @Override
  public Plan plan(PlanRequest request) {
    return onSnapshot(request.options(), (stages, recipe) -> new Compilation(stages, request).plan(recipe));
  }

  @Override
  public Plan verified(PlanRequest request) {
    return onSnapshot(
        request.options(),
        (stages, recipe) -> checked(new Compilation(stages, request).plan(recipe)));
  }

  @Override
  public Planned verified(Lowered lowered, CompileOptions options) {
    return onSnapshot(
        options,
        (stages, recipe) -> {
          Lowered fused = stages.fuser().apply(lowered);
          return new Planned(fused, checked(new Compilation(stages, fused, options).plan(recipe)));
        });
  }

  private static Plan checked(Plan plan) {
    DefectException defect = PlanDefect.in(plan);
    if (defect != null) {
      throw defect;
    }
    return plan;
  }

  @Override
  public Recipe recipe(CompileOptions options) {
    return onSnapshot(options, (_, recipe) -> recipe);
  }

  private <T> T onSnapshot(CompileOptions options, BiFunction<Stages, Recipe, T> work) {
    while (true) {
      try (Snapshot snapshot = snapshot()) {
        try {
          var recipe = new Recipe(runtime.version(), snapshot.steps(), options);
          // Otherwise the recipe may tell of a bundle's next content.
          if (snapshot.isCurrent()) {
            return work.apply(snapshot.stages(), recipe);
          }
        } catch (CompileException e) {
          throw e;
        } catch (RuntimeException | LinkageError e) {
          // A bundle of the snapshot went away, and with it classes or content not read yet: that is no failure of the compile.
          if (snapshot.isCurrent()) {
            throw e;
          }
        }
      }
    }
  }

  private Snapshot snapshot() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Snapshot snapshot = trySnapshot();
      if (snapshot != null) {
        return snapshot;
      }
      if (stopped || System.nanoTime() > end) {
        throw new CompileException(
            STOPPED,
            "the core was stopped or updated when this compile started; the pipeline that follows can compile");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** A snapshot, or null if services are just coming or going. */
  private @Nullable Snapshot trySnapshot() {
    synchronized (lock) {
      try {
        return new Snapshot(fusers.accepted(), rules.accepted(), signatures.accepted(), planners.accepted());
      } catch (Snapshot.GoneException _) {
        return null;
      }
    }
  }

  @Reference(
      service = Fuser.class,
      cardinality = ReferenceCardinality.AT_LEAST_ONE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      updated = "bindFuser")
  void bindFuser(ComponentServiceObjects<Fuser> services) {
    synchronized (lock) {
      fusers.put(services);
    }
  }

  void unbindFuser(ComponentServiceObjects<Fuser> services) {
    synchronized (lock) {
      fusers.remove(services);
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
      rules.put(services);
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
      signatures.put(services);
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
      planners.put(services);
    }
  }

  void unbindPlanner(ComponentServiceObjects<MemoryPlanner> services) {
    synchronized (lock) {
      planners.remove(services);
    }
  }
}
