/** The runtime version: the stages of 2.9.0, the pipeline and the verifier. */
@NullMarked
package graft.compiler.core;

import org.jspecify.annotations.NullMarked;
