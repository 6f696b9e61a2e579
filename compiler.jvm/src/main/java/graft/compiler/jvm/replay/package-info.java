/**
 * Programs as recordings: once the sizes of a run are known, the plan's lines are gone through once, every name becomes a
 * {@link graft.compiler.jvm.replay.Block} of memory with a lifetime, the blocks are laid out in one arena, and each launch
 * becomes a {@link graft.compiler.jvm.replay.Step} bound to its memory. A run replays the steps.
 */
@NullMarked
package graft.compiler.jvm.replay;

import org.jspecify.annotations.NullMarked;
