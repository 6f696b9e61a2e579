/** The command {@code plan}: stages 1 to 5 on stored schedules, as text or JSON. */
@NullMarked
package graft.compiler.console.plan;

import org.jspecify.annotations.NullMarked;
