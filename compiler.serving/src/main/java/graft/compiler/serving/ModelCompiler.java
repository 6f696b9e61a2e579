package graft.compiler.serving;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.lower.Lowering;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.program.Backend;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Compiler;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes handles. It is there while there is something to compile with; its handles, which {@link LiveServices} keeps, outlive it. */
@Component(reference = {
    @Reference(name = "pipeline", service = Pipeline.class),
    @Reference(name = "lowering", service = Lowering.class),
    @Reference(name = "backend", service = Backend.class)
})
public final class ModelCompiler implements Compiler {

  /** The framework property that says how many threads a run uses where its compile's options do not. */
  static final String THREADS = "graft.threads";

  private final LiveServices services;
  private final OptionalInt threads;

  /** Called by the framework. */
  @Activate
  public ModelCompiler(BundleContext context, @Reference LiveServices services) {
    this(context.getProperty(THREADS), services);
  }

  ModelCompiler(@Nullable String threads, LiveServices services) {
    this.services = services;
    this.threads = threads == null ? OptionalInt.empty() : OptionalInt.of(count(threads));
  }

  private static int count(String threads) {
    if (threads.matches("[1-9][0-9]{0,8}")) {
      return Integer.parseInt(threads);
    }
    throw new IllegalArgumentException(THREADS + " is " + threads + "; expected: a whole number of at least 1");
  }

  @Override
  public CompiledModel compile(ExportedModel model, CompileOptions options) {
    return services.serve(model, complete(options));
  }

  private CompileOptions complete(CompileOptions options) {
    return threads.isPresent() && options.threadLimit().isEmpty()
        ? options.withThreads(threads.getAsInt())
        : options;
  }
}
