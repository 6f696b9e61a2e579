/** What the readers of exported programs and of tensors share: mapped files and JSON that knows where it stands. */
@NullMarked
package graft.compiler.export.source;

import org.jspecify.annotations.NullMarked;
