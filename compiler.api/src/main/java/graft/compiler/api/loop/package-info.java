/**
 * What the nodes of a schedule compute, for any device: the {@link graft.compiler.api.loop.Body} of a node is a
 * {@link graft.compiler.api.loop.LoopNest} over {@link graft.compiler.api.loop.Expression}s, or an
 * {@link graft.compiler.api.loop.ExternCall}, or one of the few that move or name memory. Offsets and extents are
 * {@link graft.compiler.api.loop.Index} expressions, in which whole chains of views disappear. The model is TorchInductor's
 * (PyTorch 2.9.0, {@code torch/_inductor/ir.py} and {@code ops_handler.py}). Immutable values, safe for any thread.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.loop;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
