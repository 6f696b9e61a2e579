/**
 * Extern calls by oneDNN through {@code java.lang.foreign}. The package is not called as the bundle is, graft.native.onednn,
 * because {@code native} is a word of Java.
 */
@NullMarked
package graft.onednn;

import org.jspecify.annotations.NullMarked;
