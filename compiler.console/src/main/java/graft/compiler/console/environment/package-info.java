/** The command {@code environment}. */
@NullMarked
package graft.compiler.console.environment;

import org.jspecify.annotations.NullMarked;
