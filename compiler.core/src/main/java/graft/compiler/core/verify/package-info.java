/** The check that every plan passes before it is handed out. */
@NullMarked
package graft.compiler.core.verify;

import org.jspecify.annotations.NullMarked;
