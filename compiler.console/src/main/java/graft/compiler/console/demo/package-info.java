/** The command {@code demo}. */
@NullMarked
package graft.compiler.console.demo;

import org.jspecify.annotations.NullMarked;
