/**
 * Matrix products and convolutions in single precision, for where no library is: {@link graft.compiler.jvm.matrix.Matrices}
 * prepares them as libraries do. B is packed in panels, and A times a panel is computed in tiles that stay in registers.
 */
@NullMarked
package graft.compiler.jvm.matrix;

import org.jspecify.annotations.NullMarked;
