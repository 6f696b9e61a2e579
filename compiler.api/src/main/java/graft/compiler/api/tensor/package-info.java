/**
 * Values that models take and return: a {@link graft.compiler.api.tensor.Tensor} is a typed, shaped and strided view of memory
 * outside the heap; {@link graft.compiler.api.tensor.DataType} lists the element types.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.tensor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
