/**
 * Reads and writes safetensors files: eight bytes of header length, a JSON header that gives type, shape and place of each
 * tensor, and their bytes (https://github.com/huggingface/safetensors, section "Format"). Own code, because the JVM has no library
 * for it that maps files without bringing a tensor library and a language runtime along.
 */
@NullMarked
package graft.compiler.export.safetensors;

import org.jspecify.annotations.NullMarked;
