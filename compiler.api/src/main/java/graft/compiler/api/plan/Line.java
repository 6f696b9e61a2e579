package graft.compiler.api.plan;

import java.util.List;
import java.util.Map;

/**
 * One line of a partition function or of the caller, as TorchInductor's wrapper code generation emits them
 * ({@code torch/_inductor/codegen/wrapper.py}). {@code step} is the index of the line's node in the final order.
 */
public sealed interface Line {

  /** A line that memory planning may drop or rewrite. */
  sealed interface Memory extends Line {}

  /**
   * Allocates a buffer.
   *
   * @param type class of the operation that fills it, for people
   */
  record Allocate(String buffer, int step, String type) implements Memory {}

  /**
   * Frees a buffer unless a later allocation took its memory over.
   *
   * @param reused whether one did
   * @param reusable whether one may: not where the buffer has aliases or is a tuple of results
   */
  record FreeIfNotReused(String buffer, int step, boolean reused, boolean reusable) implements Memory {}

  /**
   * The memory of {@code buffer} lives on as {@code as}.
   *
   * @param deleteOld whether the old name ends here
   */
  record Reuse(String buffer, String as, boolean deleteOld) implements Memory {}

  /** A view of {@code buffer} named {@code as}. */
  record Reinterpret(String buffer, String as) implements Memory {}

  /** A line that planning emptied. */
  record Null() implements Memory {

    /** The only value anybody needs. */
    public static final Null INSTANCE = new Null();
  }

  /** Frees a buffer, a graph input for example, at once. */
  record Free(String buffer) implements Line {}

  /**
   * Launches a generated kernel.
   *
   * @param kernel its name; in lines that the core generated, the name of the node
   */
  record KernelCall(String kernel, List<String> args) implements Line {

    public KernelCall {
      args = List.copyOf(args);
    }
  }

  /**
   * Calls a library kernel.
   *
   * @param buffer its result
   * @param allocates whether the call itself makes its result
   */
  record Extern(String buffer, String kernel, List<String> args, boolean allocates) implements Line {

    public Extern {
      args = List.copyOf(args);
    }
  }

  /** Takes {@code buffer} out of the tuple {@code from}. */
  record MultiOutput(String buffer, String from) implements Line {}

  /** In the caller: collects the arguments of partition function {@code index}. */
  record PartitionArguments(int index, List<String> buffers) implements Line {

    public PartitionArguments {
      buffers = List.copyOf(buffers);
    }

    /** The name that this line defines. */
    public String name() {
      return nameOf(index);
    }

    /** The name under which the arguments of partition function {@code index} are collected. */
    public static String nameOf(int index) {
      return "partition" + index + "_args";
    }
  }

  /** In the caller: calls partition function {@code index}, which returns {@code buffers}. */
  record PartitionCall(int index, List<String> buffers) implements Line {

    public PartitionCall {
      buffers = List.copyOf(buffers);
    }
  }

  /** Ends the names {@code buffers}. */
  record Delete(List<String> buffers) implements Line {

    public Delete {
      buffers = List.copyOf(buffers);
    }
  }

  /**
   * Opens a nested subgraph, which has a reuse pool of its own.
   *
   * @param fields what else the line says, for people
   */
  record EnterSubgraph(Map<String, Object> fields) implements Line {

    public EnterSubgraph {
      fields = Map.copyOf(fields);
    }
  }

  /**
   * Closes a nested subgraph.
   *
   * @param fields what else the line says, for people
   */
  record ExitSubgraph(Map<String, Object> fields) implements Line {

    public ExitSubgraph {
      fields = Map.copyOf(fields);
    }
  }

  /** A comment or source text, of no consequence for memory. */
  record Other(String type) implements Line {}
}
