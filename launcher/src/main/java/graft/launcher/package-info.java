/** Starts a framework from a launch configuration. */
@NullMarked
package graft.launcher;

import org.jspecify.annotations.NullMarked;
