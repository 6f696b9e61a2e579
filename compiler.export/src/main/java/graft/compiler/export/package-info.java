/** Readers of exported programs and stored schedules. */
@NullMarked
package graft.compiler.export;

import org.jspecify.annotations.NullMarked;
