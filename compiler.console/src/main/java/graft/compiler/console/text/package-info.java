/** How commands write: {@link graft.compiler.console.text.Table}s, {@link graft.compiler.console.text.Amounts}, JSON. */
@NullMarked
package graft.compiler.console.text;

import org.jspecify.annotations.NullMarked;
