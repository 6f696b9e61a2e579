/** The stages put together: one snapshot of the services, stages 1 to 5, the verifier, the recipe. */
@NullMarked
package graft.compiler.core.pipeline;

import org.jspecify.annotations.NullMarked;
