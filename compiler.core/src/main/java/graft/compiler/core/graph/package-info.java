/** A schedule's names as numbers, and which node waits for which: what the stages compute with. */
@NullMarked
package graft.compiler.core.graph;

import org.jspecify.annotations.NullMarked;
