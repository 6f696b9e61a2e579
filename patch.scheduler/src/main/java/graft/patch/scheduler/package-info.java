/** The fix of PyTorch 2.9.0's rule by which nodes are split out. */
@NullMarked
package graft.patch.scheduler;

import org.jspecify.annotations.NullMarked;
