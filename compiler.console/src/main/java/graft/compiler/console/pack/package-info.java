/** The command {@code pack}: problems as comma-separated values, solved, written, drawn. */
@NullMarked
package graft.compiler.console.pack;

import org.jspecify.annotations.NullMarked;
