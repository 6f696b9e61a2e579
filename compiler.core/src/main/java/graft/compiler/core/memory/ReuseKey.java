package graft.compiler.core.memory;

import graft.compiler.api.schedule.Buffer;

/** Buffers with equal keys can take over each other's memory ({@code buffer_reuse_key} in PyTorch 2.9.0). */
record ReuseKey(String device, String dtype, String storageElements, boolean aligned) {

  static ReuseKey of(Buffer buffer) {
    return new ReuseKey(
        buffer.device(), buffer.storage().dtype(), buffer.storage().storageElements(), buffer.aligned());
  }
}
