/** The distribution, used as by somebody who has a JDK and the zip. */
@NullMarked
package graft.distribution;

import org.jspecify.annotations.NullMarked;
