/** The command {@code fixes}: what {@link graft.compiler.console.fixes.Fixes} reads from the installed bundles. */
@NullMarked
package graft.compiler.console.fixes;

import org.jspecify.annotations.NullMarked;
