/** The house rules: what every bundle keeps, each failure with what to do instead. */
@NullMarked
package graft.compiler.itest.house;

import org.jspecify.annotations.NullMarked;
