/**
 * Compiling and running models: the {@link graft.compiler.api.serving.Compiler} service makes of an exported model a
 * {@link graft.compiler.api.serving.CompiledModel}, a handle that outlives the programs behind it.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.serving;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
