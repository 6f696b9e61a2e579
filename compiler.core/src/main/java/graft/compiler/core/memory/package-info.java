/** Stage 5: the lines of each function and their memory plan, as PyTorch 2.9.0 has it. */
@NullMarked
package graft.compiler.core.memory;

import org.jspecify.annotations.NullMarked;
