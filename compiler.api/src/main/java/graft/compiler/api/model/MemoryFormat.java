package graft.compiler.api.model;

/** PyTorch's memory formats. */
public enum MemoryFormat {
  /** Row-major without gaps. */
  CONTIGUOUS,
  /** Of four dimensions, the second is the fastest. */
  CHANNELS_LAST,
  /** Of five dimensions, the second is the fastest. */
  CHANNELS_LAST_3D,
  /** As the argument has it. */
  PRESERVE
}
