/** Kernels of custom operators: the template for your own. */
@NullMarked
package graft.kernel.sample;

import org.jspecify.annotations.NullMarked;
