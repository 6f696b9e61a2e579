/** The fix of the partition signatures. */
@NullMarked
package graft.patch.partition;

import org.jspecify.annotations.NullMarked;
