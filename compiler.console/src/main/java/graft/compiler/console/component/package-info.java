/** What Declarative Services knows of components. */
@NullMarked
package graft.compiler.console.component;

import org.jspecify.annotations.NullMarked;
