/** Benchmarks: a claim of speed comes with one. */
@NullMarked
package graft.compiler.bench;

import org.jspecify.annotations.NullMarked;
