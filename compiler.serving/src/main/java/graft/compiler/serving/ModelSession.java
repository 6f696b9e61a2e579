package graft.compiler.serving;

import graft.compiler.api.serving.Session;
import graft.compiler.api.tensor.Tensor;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Buffers of one's own, on the programs of a handle. */
final class ModelSession implements Session {

  private final ModelHandle handle;
  private @Nullable Buffers buffers;

  ModelSession(ModelHandle handle, Buffers buffers) {
    this.handle = handle;
    this.buffers = buffers;
  }

  @Override
  public synchronized SequencedMap<String, Tensor> run(Map<String, Tensor> inputs) {
    return handle.run(inputs, open());
  }

  @Override
  public synchronized SequencedMap<String, Tensor> buffers() {
    return open().content();
  }

  private Buffers open() {
    if (buffers == null) {
      throw new IllegalStateException("this session of " + handle.name() + " is closed");
    }
    return buffers;
  }

  @Override
  public synchronized void close() {
    buffers = null;
  }
}
