package graft.compiler.serving;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.lower.Lowering;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.program.Backend;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Compiler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes handles. It is there while there is something to compile with; its handles outlive it. */
@Component(reference = {
    @Reference(name = "pipeline", service = Pipeline.class),
    @Reference(name = "lowering", service = Lowering.class),
    @Reference(name = "backend", service = Backend.class)
})
public final class ModelCompiler implements Compiler {

  private final LiveServices services;

  /** Called by the framework. */
  @Activate
  public ModelCompiler(@Reference LiveServices services) {
    this.services = services;
  }

  @Override
  public CompiledModel compile(ExportedModel model, CompileOptions options) {
    return new ModelHandle(model, options, services);
  }
}
