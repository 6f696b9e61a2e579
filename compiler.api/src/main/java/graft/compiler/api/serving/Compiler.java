package graft.compiler.api.serving;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.model.ExportedModel;
import org.osgi.annotation.versioning.ProviderType;

/** Compiles models. Safe for any number of threads. */
@ProviderType
public interface Compiler {

  /**
   * Compiles a model with the services of this moment.
   *
   * @return a handle, which the caller closes
   * @throws graft.compiler.api.compile.DefectException if a defect of a stage ends the compile
   * @throws graft.compiler.api.lower.UnknownOperatorsException if the model calls operators that nobody knows
   * @throws graft.compiler.api.compile.CompileException if it cannot be compiled for another reason
   */
  CompiledModel compile(ExportedModel model, CompileOptions options);
}
