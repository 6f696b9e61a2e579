/**
 * Reads the archives that {@code torch.export.save} writes. An archive is a zip file of one folder (PyTorch 2.9.0,
 * {@code torch/export/pt2_archive}): {@code models/model.json} holds graph and signature in schema 8
 * ({@code torch/_export/serde/schema.py}), {@code data/weights} and {@code data/constants} hold the tensors' storages as bare bytes,
 * with a table each. Pickles inside are never opened.
 */
@NullMarked
package graft.compiler.export.pt2;

import org.jspecify.annotations.NullMarked;
