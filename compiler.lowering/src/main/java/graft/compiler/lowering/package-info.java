/** PyTorch's operators, lowered to loops and extern calls. */
@NullMarked
package graft.compiler.lowering;

import org.jspecify.annotations.NullMarked;
