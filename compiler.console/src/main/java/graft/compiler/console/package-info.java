/**
 * The commands of scope {@code graft}: {@link graft.compiler.console.Command} is what each is, in the Gogo shell as in
 * {@link graft.compiler.console.CommandLine}, which the launcher calls.
 */
@NullMarked
package graft.compiler.console;

import org.jspecify.annotations.NullMarked;
