/**
 * Asking for a plan: the {@link graft.compiler.api.compile.Pipeline} service runs stages 1 to 5 on a
 * {@link graft.compiler.api.compile.PlanRequest}; the {@link graft.compiler.api.compile.Recipe} of the result tells which
 * implementation of each stage made it. What goes wrong is a {@link graft.compiler.api.compile.CompileException}, a defect of a
 * stage a {@link graft.compiler.api.compile.DefectException}.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.compile;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
