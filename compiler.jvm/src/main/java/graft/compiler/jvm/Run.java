package graft.compiler.jvm;

import java.lang.foreign.Arena;

/**
 * One run of a program.
 *
 * @param sizes the sizes of its inputs
 * @param pool the memory of its buffers
 * @param arena the memory of inputs that are copied first, freed when the run has ended
 */
record Run(BoundSizes sizes, Pool pool, Arena arena) {}
