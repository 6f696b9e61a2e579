/** The fix of the memory planner. */
@NullMarked
package graft.patch.memoryplan;

import org.jspecify.annotations.NullMarked;
