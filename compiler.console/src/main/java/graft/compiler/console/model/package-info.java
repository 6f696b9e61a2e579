/** The commands {@code compile}, {@code run} and {@code check}: exported models, and the files that lie beside them. */
@NullMarked
package graft.compiler.console.model;

import org.jspecify.annotations.NullMarked;
