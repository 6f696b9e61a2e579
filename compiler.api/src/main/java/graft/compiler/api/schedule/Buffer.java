package graft.compiler.api.schedule;

import java.util.List;

/**
 * What a node writes, or a graph input.
 *
 * @param name unique in the graph
 * @param kind class of the operation that defines it, for example {@code ComputedBuffer}; {@code TensorBox} for inputs
 * @param layout what memory it has of its own
 * @param device the device as PyTorch names it: {@code cuda:0}, {@code cpu}
 * @param storage size, type and bytes; {@link Storage#NONE} where it has no memory
 * @param aligned whether its address has the allocator's alignment
 * @param aliases the buffers whose memory it may share
 * @param mutates the buffers that its operation writes in place
 * @param users who uses it, merged over aliases, nodes named as before fusion
 * @param allocatedBytes what the peak estimate adds when its node runs
 * @param freedBytes what the peak estimate subtracts after its last step
 */
public record Buffer(
    String name,
    String kind,
    Layout layout,
    String device,
    Storage storage,
    boolean aligned,
    List<String> aliases,
    List<String> mutates,
    List<User> users,
    long allocatedBytes,
    long freedBytes) {

  public Buffer {
    aliases = List.copyOf(aliases);
    mutates = List.copyOf(mutates);
    users = List.copyOf(users);
  }

  /**
   * The memory behind a buffer.
   *
   * @param dtype element type as PyTorch names it, for example {@code float32}; empty where there is no memory
   * @param size extent of each dimension, in elements
   * @param stride step of each dimension, in elements
   * @param bytes bytes of the elements
   * @param storageBytes bytes of the storage, gaps of the strides included; a hint where symbolic
   * @param storageElements the storage in elements, as PyTorch prints it; part of the reuse key
   */
  public record Storage(
      String dtype,
      List<Dimension> size,
      List<Dimension> stride,
      long bytes,
      long storageBytes,
      String storageElements) {

    /** No memory at all. */
    public static final Storage NONE = new Storage("", List.of(), List.of(), 0, 0, "");

    public Storage {
      size = List.copyOf(size);
      stride = List.copyOf(stride);
    }
  }

  /**
   * One use of a buffer.
   *
   * @param node the using node, or {@link #OUTPUT}
   * @param weak whether only the order matters
   */
  public record User(String node, boolean weak) {

    /** Stands for the graph's outputs. */
    public static final String OUTPUT = "OUTPUT";

    /** Whether the graph returns the buffer. */
    public boolean isOutput() {
      return node.equals(OUTPUT);
    }
  }
}
