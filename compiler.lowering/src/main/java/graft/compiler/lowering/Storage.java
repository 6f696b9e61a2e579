package graft.compiler.lowering;

import graft.compiler.api.loop.Index;

/**
 * Memory that tensors of the model share, as PyTorch's storages are shared: an identity. Which buffer holds it changes when an
 * operator writes all of it; {@link Nodes#buffer} knows.
 */
final class Storage {

  private final Index elements;

  Storage(Index elements) {
    this.elements = elements;
  }

  /** How many elements it has. */
  Index elements() {
    return elements;
  }
}
