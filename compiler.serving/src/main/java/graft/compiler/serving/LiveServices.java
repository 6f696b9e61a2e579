package graft.compiler.serving;

import graft.compiler.api.arena.ArenaPlanner;
import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.lower.Lowering;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.program.Backend;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.serving.CompileServices.Provided;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The services of the framework as they come and go, and the handles that are compiled with them. It stays while they do, so that
 * handles have somebody to ask, and holds none that went. Each change makes the stale handles compile again.
 */
@Component(service = LiveServices.class, immediate = true)
public final class LiveServices implements Supplier<CompileServices> {

  private static final String KERNEL = "kernel ";

  /** The pipeline uses the implementations of stages; here only their coming and going matters. */
  private static final String STAGES = "(objectClass=graft.compiler.api.stage.*)";

  private final NavigableMap<ServiceReference<Pipeline>, Pipeline> pipelines = new ConcurrentSkipListMap<>();
  private final NavigableMap<ServiceReference<Lowering>, Provided<Lowering>> lowerings = new ConcurrentSkipListMap<>();
  private final NavigableMap<ServiceReference<Backend>, Provided<Backend>> backends = new ConcurrentSkipListMap<>();
  private final NavigableMap<ServiceReference<Kernel>, Provided<Kernel>> kernels = new ConcurrentSkipListMap<>();
  private final NavigableMap<ServiceReference<Library>, Provided<Library>> libraries = new ConcurrentSkipListMap<>();
  private final NavigableMap<ServiceReference<ArenaPlanner>, Provided<ArenaPlanner>> planners =
      new ConcurrentSkipListMap<>();

  private final ServiceSteps steps = new ServiceSteps();
  private final Recompiler recompiler = new Recompiler();
  private final BundleContext context;
  // Declarative Services would hold on to what went, for a reference to services of any type.
  private final ServiceListener stages = _ -> recompiler.changed();

  /** Called by the framework. */
  @Activate
  public LiveServices(BundleContext context) throws InvalidSyntaxException {
    this.context = context;
    context.addServiceListener(stages, STAGES);
  }

  /** Called by the framework. */
  @Deactivate
  void stop() {
    context.removeServiceListener(stages);
    recompiler.close();
  }

  /** Compiles a model, and keeps it up to date until its handle is closed. */
  CompiledModel serve(ExportedModel model, CompileOptions options) {
    var handle = new ModelHandle(model, options, this, recompiler);
    recompiler.add(handle);
    return handle;
  }

  /**
   * The best services of this moment.
   *
   * @throws CompileException if one is missing
   */
  @Override
  public CompileServices get() {
    var byOperator = new HashMap<String, Provided<Kernel>>();
    // In ascending order of ranking, so that the best of an operator is put last.
    kernels.forEach((reference, kernel) -> operators(reference).forEach(name -> byOperator.put(name, kernel)));
    return new CompileServices(
        best(pipelines, "runtime"),
        best(lowerings, "lowering"),
        best(backends, "backend"),
        byOperator,
        List.copyOf(libraries.descendingMap().values()),
        List.copyOf(planners.descendingMap().values()));
  }

  private static <S, V> V best(NavigableMap<ServiceReference<S>, V> services, String name) {
    Map.Entry<ServiceReference<S>, V> last = services.lastEntry();
    if (last == null) {
      throw new CompileException("not-ready", "no " + name + " is there to compile with");
    }
    return last.getValue();
  }

  private static List<String> operators(ServiceReference<Kernel> reference) {
    return switch (reference.getProperty(Kernel.OPERATOR)) {
      case String name -> List.of(name);
      case String[] names -> List.of(names);
      case null, default -> List.of();
    };
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addPipeline(ServiceReference<Pipeline> reference, Pipeline pipeline) {
    pipelines.put(reference, pipeline);
    recompiler.changed();
  }

  void removePipeline(ServiceReference<Pipeline> reference) {
    pipelines.remove(reference);
    recompiler.changed();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addLowering(ServiceReference<Lowering> reference, Lowering lowering) {
    lowerings.put(reference, steps.provided(Lowering.STAGE, reference, lowering));
    recompiler.changed();
  }

  void removeLowering(ServiceReference<Lowering> reference) {
    lowerings.remove(reference);
    recompiler.changed();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addBackend(ServiceReference<Backend> reference, Backend backend) {
    backends.put(reference, steps.provided(Backend.STAGE, reference, backend));
    recompiler.changed();
  }

  void removeBackend(ServiceReference<Backend> reference) {
    backends.remove(reference);
    leave(reference);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addKernel(ServiceReference<Kernel> reference, Kernel kernel) {
    String stage = KERNEL + String.join(" ", operators(reference));
    kernels.put(reference, steps.provided(stage, reference, kernel));
    recompiler.changed();
  }

  void removeKernel(ServiceReference<Kernel> reference) {
    kernels.remove(reference);
    leave(reference);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addLibrary(ServiceReference<Library> reference, Library library) {
    libraries.put(reference, steps.provided(Library.STAGE, reference, library));
    recompiler.changed();
  }

  void removeLibrary(ServiceReference<Library> reference) {
    libraries.remove(reference);
    leave(reference);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addPlanner(ServiceReference<ArenaPlanner> reference, ArenaPlanner planner) {
    planners.put(reference, steps.provided(ArenaPlanner.STAGE, reference, planner));
    recompiler.changed();
  }

  void removePlanner(ServiceReference<ArenaPlanner> reference) {
    planners.remove(reference);
    leave(reference);
  }

  /** What programs are made of may go while they run. */
  private void leave(ServiceReference<?> reference) {
    Bundle bundle = reference.getBundle();
    if (bundle != null && recompiler.isServing()) {
      BundleClasses.load(bundle);
    }
    recompiler.changed();
  }
}
