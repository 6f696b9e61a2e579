/** The fix of PyTorch 2.9.0's memory planner. */
@NullMarked
package graft.patch.memoryplan;

import org.jspecify.annotations.NullMarked;
