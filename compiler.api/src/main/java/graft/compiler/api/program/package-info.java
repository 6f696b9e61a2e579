/**
 * What runs: a {@link graft.compiler.api.program.Backend} makes of a lowered model and its plan a
 * {@link graft.compiler.api.program.Program}, which takes tensors and returns tensors.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.program;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
