/**
 * Kernels of operators that Graft does not make of loops: a bundle registers a {@link graft.compiler.api.kernel.Kernel} for an
 * operator that it names by {@link graft.compiler.api.kernel.KernelOf}, and from then on models that call the operator
 * compile. A compile and its program find them through a {@link graft.compiler.api.kernel.Kernels}, which does not change
 * meanwhile. A {@link graft.compiler.api.kernel.Library} computes PyTorch's own operators that are calls of one: it makes a
 * {@link graft.compiler.api.kernel.CallSite} ready once, for types, sizes and strides that are known, and the
 * {@link graft.compiler.api.kernel.PreparedCall} runs from then on.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.kernel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
