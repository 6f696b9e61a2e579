/**
 * Kernels generated for loops: a {@link graft.compiler.api.loop.LoopNest} or {@link graft.compiler.api.loop.FusedLoops} becomes
 * a hidden class, made with the JDK's ClassFile API, that works on memory segments. On the way it is a small graph of
 * {@link graft.compiler.jvm.loops.Value}s, in which equal computations are one and each is done in the outermost loop possible.
 */
@NullMarked
package graft.compiler.jvm.loops;

import org.jspecify.annotations.NullMarked;
