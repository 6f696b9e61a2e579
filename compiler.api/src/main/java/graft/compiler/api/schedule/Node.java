package graft.compiler.api.schedule;

import java.util.List;
import java.util.Optional;

/**
 * One step of a schedule: a single operation, or several fused into one kernel.
 *
 * <p>All lists keep the order in which PyTorch prints them; that order is part of the signatures' result.
 */
public sealed interface Node {

  /** Unique in the schedule; a fused node's name joins those of its parts. */
  String name();

  /** Names of the buffers it defines. */
  List<String> outputs();

  /** What it reads, weak dependencies included. */
  List<Dependency> reads();

  /** What it writes. */
  List<Dependency> writes();

  /** Names of the buffers made by other nodes that it waits for. */
  List<String> unmet();

  /**
   * Names of the buffers that no later node needs, in the final order. A stored schedule brings them; for one that was lowered
   * here the core computes them after reordering.
   */
  List<String> lastUsage();

  /** The same node with another last usage. */
  Node withLastUsage(List<String> names);

  /** The device as PyTorch names it. */
  String device();

  /** Whether the device is a GPU, that is, whether its kernels can be captured. */
  boolean gpu();

  /** Size symbols that its code and its outputs' layouts mention. */
  List<String> symbols();

  /** A single operation. */
  record Single(
      String name,
      List<String> outputs,
      List<Dependency> reads,
      List<Dependency> writes,
      List<String> unmet,
      List<String> lastUsage,
      String device,
      boolean gpu,
      List<String> symbols,
      Operation operation) implements Node {

    public Single {
      outputs = List.copyOf(outputs);
      reads = List.copyOf(reads);
      writes = List.copyOf(writes);
      unmet = List.copyOf(unmet);
      lastUsage = List.copyOf(lastUsage);
      symbols = List.copyOf(symbols);
    }

    @Override
    public Single withLastUsage(List<String> names) {
      return new Single(name, outputs, reads, writes, unmet, names, device, gpu, symbols, operation);
    }
  }

  /** Several operations in one kernel, in order. */
  record Fused(
      String name,
      List<String> outputs,
      List<Dependency> reads,
      List<Dependency> writes,
      List<String> unmet,
      List<String> lastUsage,
      String device,
      boolean gpu,
      List<String> symbols,
      List<Single> parts) implements Node {

    public Fused {
      outputs = List.copyOf(outputs);
      reads = List.copyOf(reads);
      writes = List.copyOf(writes);
      unmet = List.copyOf(unmet);
      lastUsage = List.copyOf(lastUsage);
      symbols = List.copyOf(symbols);
      parts = List.copyOf(parts);
    }

    @Override
    public Fused withLastUsage(List<String> names) {
      return new Fused(name, outputs, reads, writes, unmet, names, device, gpu, symbols, parts);
    }
  }

  /**
   * What a single node does, as far as partitioning asks.
   *
   * @param kind class of the operation in TorchInductor's {@code ir.py}, for example {@link #FALLBACK_KERNEL}
   * @param operator what an extern call invokes
   * @param hasOrigin whether the operation remembers the graph node it came from; those that mutate their arguments do not
   * @param definesUnbackedSymbols whether sizes are first known when it has run
   * @param cudagraphUnsafe whether the operator is tagged as not to be captured
   */
  record Operation(
      String kind,
      Optional<Operator> operator,
      boolean hasOrigin,
      boolean definesUnbackedSymbols,
      boolean cudagraphUnsafe) {

    /** Loops in a generated kernel. */
    public static final String COMPUTED_BUFFER = "ComputedBuffer";

    /** Memory that nobody fills yet. */
    public static final String NOP_KERNEL = "NopKernel";

    /** A library call that writes into a buffer allocated before it. */
    public static final String EXTERN_KERNEL_OUT = "ExternKernelOut";

    /** A library call that makes its result itself. */
    public static final String EXTERN_KERNEL_ALLOC = "ExternKernelAlloc";

    /** A call of an operator that has no lowering of its own. */
    public static final String FALLBACK_KERNEL = "FallbackKernel";

    /** One result out of a tuple. */
    public static final String MULTI_OUTPUT = "MultiOutput";

    /** A copy between devices. */
    public static final String DEVICE_COPY = "DeviceCopy";

    /** A branch on a condition. */
    public static final String CONDITIONAL = "Conditional";

    /** The operator, where this is a fallback call: the only operations that users can name to split on. */
    public Optional<Operator> fallback() {
      return kind.equals(FALLBACK_KERNEL) ? operator : Optional.empty();
    }
  }
}
