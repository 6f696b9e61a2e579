/**
 * The scheduled graph that stages 1 to 5 work on: a {@link graft.compiler.api.schedule.Schedule} is an ordered list of
 * {@link graft.compiler.api.schedule.Node}s, each one kernel, a fused group or an extern call, over named
 * {@link graft.compiler.api.schedule.Buffer}s. The terms are those of TorchInductor's scheduler (PyTorch 2.9.0,
 * {@code torch/_inductor/scheduler.py} and {@code ir.py}). Everything here is an immutable value and safe for any thread.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.schedule;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
