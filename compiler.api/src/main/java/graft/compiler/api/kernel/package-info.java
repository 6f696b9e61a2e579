/**
 * Kernels of operators that Graft does not make of loops: a bundle registers a {@link graft.compiler.api.kernel.Kernel} for an
 * operator that it names by {@link graft.compiler.api.kernel.KernelOf}, and from then on models that call the operator
 * compile. A compile and its program find them through a {@link graft.compiler.api.kernel.Kernels}, which does not change
 * meanwhile.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.kernel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
