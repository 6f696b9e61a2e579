/** The contracts: graph, stage services, compiler, model handles, recipes. */
@Export
@Version("0.1.0")
@NullMarked
package graft.compiler.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
