/** The commands. */
@NullMarked
package graft.compiler.console;

import org.jspecify.annotations.NullMarked;
