/** What serves models while stages come and go. */
@NullMarked
package graft.compiler.serving;

import org.jspecify.annotations.NullMarked;
