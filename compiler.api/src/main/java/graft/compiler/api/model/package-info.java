/**
 * The operator-level graph of a model as {@code torch.export} wrote it: an {@link graft.compiler.api.model.ExportedModel}
 * holds a {@link graft.compiler.api.model.Graph} of {@link graft.compiler.api.model.OperatorCall}s, what its inputs and outputs
 * stand for, and the weights. The terms are those of PyTorch's archive schema, major 8 (PyTorch 2.9.0,
 * {@code torch/_export/serde/schema.py}). A {@link graft.compiler.api.model.ModelReader} reads models, a
 * {@link graft.compiler.api.model.TensorFiles} reads and writes named tensors. Models are immutable values, safe for any thread.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
