package graft.onednn;

import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;

/** Descriptors of tensors that one call needs, released together. For one thread. */
final class Descriptors implements AutoCloseable {

  private final Engine engine;
  private final List<Long> made = new ArrayList<>();

  Descriptors(Engine engine) {
    this.engine = engine;
  }

  /** Describes a tensor by its steps in elements. */
  long strided(DataType type, long[] sizes, long[] strides) {
    return kept(engine.descriptor(type, sizes, Strides.of(sizes, strides)));
  }

  /** Describes a tensor in an order that a primitive chooses. */
  long any(DataType type, long[] sizes) {
    return kept(engine.descriptor(type, sizes));
  }

  private long kept(long descriptor) {
    made.add(descriptor);
    return descriptor;
  }

  @Override
  public void close() {
    made.forEach(descriptor -> engine.destroy("memory_desc", descriptor));
    made.clear();
  }
}
