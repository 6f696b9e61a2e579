/** Tests that run inside the framework. */
@NullMarked
package graft.compiler.itest;

import org.jspecify.annotations.NullMarked;
