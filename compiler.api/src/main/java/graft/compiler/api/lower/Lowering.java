package graft.compiler.api.lower;

import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.model.ExportedModel;
import org.osgi.annotation.versioning.ProviderType;

/** Makes loops and extern calls of operators, for any device. Safe for any number of threads; keeps nothing between calls. */
@ProviderType
public interface Lowering {

  /** The stage's name in recipes. */
  String STAGE = "lowering";

  /**
   * Lowers a model.
   *
   * @param model what {@code torch.export} wrote, as the exporter left it or decomposed
   * @param kernels the kernels of custom operators
   * @throws UnknownOperatorsException if operators occur that neither the lowering nor a kernel knows
   * @throws graft.compiler.api.compile.CompileException if something else in the model cannot be lowered
   */
  Lowered lower(ExportedModel model, Kernels kernels);
}
