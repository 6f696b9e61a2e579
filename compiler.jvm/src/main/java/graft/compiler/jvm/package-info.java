/** The JVM backend: generated kernels, extern kernels, arenas, programs. */
@NullMarked
package graft.compiler.jvm;

import org.jspecify.annotations.NullMarked;
