/** The fix of PyTorch 2.9.0's partition signatures. */
@NullMarked
package graft.patch.partition;

import org.jspecify.annotations.NullMarked;
