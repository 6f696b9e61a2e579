package graft.compiler.export.pt2;

import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.export.source.JsonElement;
import graft.compiler.export.source.Quotation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Reads the tables of weights and constants (the schema's {@code PayloadConfig}). Each tensor is a view of a storage, and
 * tensors that share one in PyTorch share it here.
 */
final class StateReader {

  private final Pt2Archive archive;
  private final Map<String, MemorySegment> storages = new HashMap<>();
  private final SequencedMap<String, Tensor> state = new LinkedHashMap<>();

  private StateReader(Pt2Archive archive) {
    this.archive = archive;
  }

  static SequencedMap<String, Tensor> read(Pt2Archive archive, String model) {
    var reader = new StateReader(archive);
    reader.folder("data/weights/", model + "_weights_config.json");
    reader.folder("data/constants/", model + "_constants_config.json");
    return reader.state;
  }

  private void folder(String folder, String table) {
    archive.json(folder + table).field("config").fields().forEach((name, payload) -> {
      if (payload.field("use_pickle").truth()) {
        throw payload.problem("is pickled, and pickles are never opened");
      }
      JsonElement path = payload.field("path_name");
      if (path.text().isEmpty() || path.text().contains("/")) {
        throw path.problem("expected the name of a file in " + folder + ", found " + Quotation.quote(path.text()));
      }
      if (!archive.has(folder + path.text())) {
        throw path.problem("there is no " + Quotation.quote(folder + path.text()) + " in the archive");
      }
      MemorySegment storage = storages.computeIfAbsent(folder + path.text(), archive::content);
      if (state.put(name, tensor(payload.field("tensor_meta"), storage)) != null) {
        throw payload.problem("another weight has the same name");
      }
    });
  }

  private static Tensor tensor(JsonElement element, MemorySegment storage) {
    TensorMeta meta = ValueReader.tensor(element);
    long[] sizes = fixed(element, meta.sizes());
    long[] strides = fixed(element, meta.strides());
    long offset = fixed(element, List.of(meta.storageOffset()))[0];
    int width = meta.type().bytes();
    if (offset > storage.byteSize() / width) {
      throw element.problem("starts at element " + offset + " of a storage of " + storage.byteSize() + " bytes");
    }
    try {
      return Tensor.of(meta.type(), sizes, strides, aligned(storage.asSlice(offset * width), width));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw element.problem("does not fit its storage of " + storage.byteSize() + " bytes: " + e.getMessage());
    }
  }

  private static long[] fixed(JsonElement element, List<SymInt> extents) {
    var values = new long[extents.size()];
    for (int i = 0; i < values.length; i++) {
      if (!(extents.get(i) instanceof SymInt.Fixed(long value))) {
        throw element.problem("a weight's sizes, strides and offset must be numbers");
      }
      values[i] = value;
    }
    return values;
  }

  /** The bytes where they are, or a copy where elements would cross their natural alignment. PyTorch aligns to 64 bytes. */
  private static MemorySegment aligned(MemorySegment bytes, int width) {
    if (bytes.address() % width == 0) {
      return bytes;
    }
    MemorySegment copy = Arena.ofAuto().allocate(bytes.byteSize(), 64);
    return copy.copyFrom(bytes).asReadOnly();
  }
}
