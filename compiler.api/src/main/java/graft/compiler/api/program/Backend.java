package graft.compiler.api.program;

import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.Plan;
import org.osgi.annotation.versioning.ProviderType;

/** Makes programs for one kind of device. Safe for any number of threads. */
@ProviderType
public interface Backend {

  /** The stage's name in recipes. */
  String STAGE = "backend";

  /**
   * Makes a program. It does what the plan's lines say, in their order: the order of nodes, the partition functions with what
   * they take and return, and what each allocation, reuse and free does to memory.
   *
   * @param lowered what is computed
   * @param plan how; without undefined names
   * @param kernels the kernels of custom operators, and the libraries that may prepare PyTorch's own
   * @throws graft.compiler.api.compile.CompileException if the backend lacks something that the model needs
   */
  Program build(Lowered lowered, Plan plan, Kernels kernels);
}
