/** Stage 2: reordering for fewer partitions, and the peak estimate that it and stage 5 judge by. */
@NullMarked
package graft.compiler.core.order;

import org.jspecify.annotations.NullMarked;
