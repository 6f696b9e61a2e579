package graft.compiler.jvm.replay;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A program's steps bound to memory. One run at a time. */
final class Instance implements AutoCloseable {

  private static final long MOST_SHADOW = 1 << 20;

  private final String model;
  private final Placement placement;
  private final Arena arena;
  private final Step[] steps;
  private final String[] nodes;
  private final List<Output> outputs = new ArrayList<>();
  private final long outputBytes;

  /**
   * As large as the results of the last run. The collector does not see memory off the heap; this brings it in time to free that
   * of results to which nothing refers any more.
   */
  @SuppressWarnings("unused")
  private volatile byte[] shadow = new byte[0];

  /** A result, where it lies after a run and where it goes in the memory handed out. */
  private record Output(String name, Tensor value, long offset, long bytes) {}

  Instance(
      Lowered lowered,
      BoundSizes sizes,
      List<Recorded> recorded,
      Map<String, Block> results,
      Placement placement,
      Arena arena) {
    this.model = lowered.model();
    this.placement = placement;
    this.arena = arena;
    this.steps = recorded.stream().map(step -> step.binding().bind(placement)).toArray(Step[]::new);
    this.nodes = recorded.stream().map(Recorded::node).toArray(String[]::new);
    long next = 0;
    for (Lowered.Result result : lowered.results()) {
      Block block = results.get(result.name());
      if (block == null) {
        throw new IllegalStateException(result.name() + " has no memory");
      }
      Tensor value = sizes.tensor(result.value(), placement.of(block));
      long bytes = value.elements() * value.type().bytes();
      outputs.add(new Output(result.name(), value, next, bytes));
      next += aligned(bytes);
    }
    outputBytes = next;
  }

  static long aligned(long bytes) {
    return Math.addExact(bytes, ArenaLayout.ALIGNMENT - 1) / ArenaLayout.ALIGNMENT * ArenaLayout.ALIGNMENT;
  }

  /** Copies a tensor into a graph input's memory. */
  void fill(Block block, Tensor tensor) {
    MemorySegment to = placement.of(block);
    if (tensor.isContiguous()) {
      MemorySegment.copy(tensor.data(), 0, to, 0, to.byteSize());
    } else {
      Copies.copy(tensor, Tensor.of(tensor.type(), tensor.shape(), to));
    }
  }

  /** Runs all steps. */
  void run() {
    int at = 0;
    try {
      for (; at < steps.length; at++) {
        steps[at].run();
      }
    } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
      throw new CompileException("run-failed", model + ": " + nodes[at] + ": " + e.getMessage());
    }
  }

  /** Copies the results out, into memory that lives as long as anything refers to it. */
  SequencedMap<String, Tensor> results() {
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(outputBytes, 1), ArenaLayout.ALIGNMENT);
    shadow = new byte[(int) Math.min(outputBytes, MOST_SHADOW)];
    var values = new LinkedHashMap<String, Tensor>();
    for (Output output : outputs) {
      MemorySegment to = memory.asSlice(output.offset(), output.bytes());
      Tensor tensor = Tensor.of(output.value().type(), output.value().shape(), to);
      if (output.value().isContiguous()) {
        MemorySegment.copy(output.value().data(), 0, to, 0, output.bytes());
      } else {
        Copies.copy(output.value(), tensor);
      }
      values.put(output.name(), tensor);
    }
    return values;
  }

  @Override
  public void close() {
    arena.close();
  }
}
