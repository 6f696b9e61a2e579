package graft.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import graft.compiler.api.tensor.DataType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/**
 * oneDNN's processor, and what is made for it: descriptors, memory objects, streams and primitives, all by their addresses. The
 * numbers of kinds and arguments are those of {@code dnnl_types.h}. Safe for any number of threads.
 */
final class Engine {

  static final int SOURCE = 1;
  static final int TARGET = 17;
  static final int WEIGHTS = 33;
  static final int BIAS = 41;
  static final int SCRATCH = 80;

  private static final int UNIMPLEMENTED = 3;
  private static final int INVALID = 2;
  private static final int CPU = 1;
  private static final int QUERY_IMPLEMENTATION = 8;
  private static final int QUERY_WEIGHTS = 131;
  private static final int QUERY_SCRATCH = 136;
  private static final int ANY = 1;
  private static final int USERS_SCRATCH = 1;

  private final Functions functions;
  private final long address;

  Engine(Functions functions) {
    this.functions = functions;
    try (Arena arena = Arena.ofConfined()) {
      this.address = made("dnnl_engine_create", arena.allocate(JAVA_LONG), CPU, 0);
    }
  }

  private long made(String function, MemorySegment out, long... arguments) {
    long[] all = new long[arguments.length + 1];
    all[0] = out.address();
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    functions.require(function, all);
    return out.get(JAVA_LONG, 0);
  }

  /** Describes a tensor by its steps, or in an order that the primitive chooses where {@code strides} has none. */
  long descriptor(DataType type, long[] sizes, long... strides) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      long dimensions = arena.allocateFrom(JAVA_LONG, sizes).address();
      return strides.length == 0
          ? made("dnnl_memory_desc_create_with_tag", out, sizes.length, dimensions, number(type), ANY)
          : made(
              "dnnl_memory_desc_create_with_strides", out, sizes.length, dimensions, number(type),
              arena.allocateFrom(JAVA_LONG, strides).address());
    }
  }

  static boolean knows(DataType type) {
    return type == DataType.FLOAT16 || type == DataType.BFLOAT16 || type == DataType.FLOAT32;
  }

  private static long number(DataType type) {
    return switch (type) {
      case FLOAT16 -> 1;
      case BFLOAT16 -> 2;
      case FLOAT32 -> 3;
      default -> throw new IllegalArgumentException(type.torchName());
    };
  }

  /** Runs a maker of primitive descriptors, given the attributes that all primitives have: scratch memory is the caller's. */
  OptionalLong primitiveDescriptor(String function, long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      long attributes = made("dnnl_primitive_attr_create", arena.allocate(JAVA_LONG));
      functions.require("dnnl_primitive_attr_set_scratchpad_mode", attributes, USERS_SCRATCH);
      long[] all = new long[arguments.length + 3];
      all[0] = out.address();
      all[1] = address;
      System.arraycopy(arguments, 0, all, 2, arguments.length);
      all[all.length - 1] = attributes;
      int status = functions.status(function, all);
      functions.require("dnnl_primitive_attr_destroy", attributes);
      if (status == UNIMPLEMENTED || status == INVALID) {
        return OptionalLong.empty();
      }
      if (status != Dnnl.SUCCESS) {
        throw new IllegalStateException("oneDNN's " + function + " failed with status " + status);
      }
      return OptionalLong.of(out.get(JAVA_LONG, 0));
    }
  }

  /** Whether a primitive is more than oneDNN's plain reference. */
  boolean isFast(long primitiveDescriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      functions.require("dnnl_primitive_desc_query", primitiveDescriptor, QUERY_IMPLEMENTATION, 0, out.address());
      return !MemorySegment.ofAddress(out.get(JAVA_LONG, 0)).reinterpret(Long.MAX_VALUE).getString(0)
          .contains("ref");
    }
  }

  /** The order of weights that a primitive chose; it lives as long as the primitive's descriptor. */
  long weights(long primitiveDescriptor) {
    return functions.call("dnnl_primitive_desc_query_md", primitiveDescriptor, QUERY_WEIGHTS, 0);
  }

  /** What scratch memory a primitive needs; it lives as long as the primitive's descriptor. */
  long scratch(long primitiveDescriptor) {
    return functions.call("dnnl_primitive_desc_query_md", primitiveDescriptor, QUERY_SCRATCH, 0);
  }

  /** Bytes of what a descriptor describes. */
  long bytes(long descriptor) {
    return functions.call("dnnl_memory_desc_get_size", descriptor);
  }

  /** Whether two descriptors describe the same. */
  boolean isEqual(long descriptor, long other) {
    return (int) functions.call("dnnl_memory_desc_equal", descriptor, other) != 0;
  }

  long primitive(long primitiveDescriptor) {
    try (Arena arena = Arena.ofConfined()) {
      return made("dnnl_primitive_create", arena.allocate(JAVA_LONG), primitiveDescriptor);
    }
  }

  /** A memory object without memory. */
  long memory(long descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      return made("dnnl_memory_create", arena.allocate(JAVA_LONG), descriptor, address, 0);
    }
  }

  long stream() {
    try (Arena arena = Arena.ofConfined()) {
      return made("dnnl_stream_create", arena.allocate(JAVA_LONG), address, 1);
    }
  }

  /** A primitive's descriptor that lays out what {@code from} describes as {@code to} does. */
  long reorder(long from, long to) {
    try (Arena arena = Arena.ofConfined()) {
      return made(
          "dnnl_reorder_primitive_desc_create", arena.allocate(JAVA_LONG), from, address, to, address, 0);
    }
  }

  /** Destroys a thing of a kind: {@code memory_desc}, {@code primitive_desc}, {@code primitive}, {@code memory}, {@code stream}. */
  void destroy(String kind, long thing) {
    functions.require("dnnl_" + kind + "_destroy", thing);
  }
}
