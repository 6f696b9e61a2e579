/** Stages 1, 3 and 4: which nodes are split out, the cut, and the signatures, as PyTorch 2.9.0 has them. */
@NullMarked
package graft.compiler.core.partition;

import org.jspecify.annotations.NullMarked;
