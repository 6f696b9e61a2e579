/** Numbers and functions that Java lacks, as PyTorch computes them. Pure functions. */
@NullMarked
package graft.compiler.jvm.number;

import org.jspecify.annotations.NullMarked;
