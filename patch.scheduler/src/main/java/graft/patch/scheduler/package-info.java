/** The fix of the partition rule. */
@NullMarked
package graft.patch.scheduler;

import org.jspecify.annotations.NullMarked;
