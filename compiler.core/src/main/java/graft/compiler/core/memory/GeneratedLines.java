package graft.compiler.core.memory;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.FusedCall;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Partition;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.core.fuse.InPlace;
import graft.compiler.core.graph.NoMemory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Wrapper code generation: the lines of each partition function and of the caller, before memory planning, as TorchInductor
 * emits them. A {@link Line.KernelCall} names its node; a {@link Line.Extern} names its operator, and its result tells the node.
 */
public final class GeneratedLines {

  private final Schedule schedule;
  private final Set<String> outputs;
  /** What has no memory: results of operators that return nothing, whoever waits for them, and what only one kernel knows. */
  private final Set<String> removed;
  private final InPlaceOutputs inPlace;

  /**
   * A generator for the partitions of a schedule.
   *
   * @param bodies what its nodes compute, as far as known
   * @param kernels which of them may write over what they read; empty where none shall
   */
  public GeneratedLines(Schedule schedule, Map<String, Body> bodies, Optional<InPlace> kernels) {
    this.schedule = schedule;
    this.inPlace = new InPlaceOutputs(schedule, kernels);
    this.outputs = Set.copyOf(schedule.outputs());
    var withoutMemory = new HashSet<String>();
    for (Buffer buffer : schedule.buffers().values()) {
      if (buffer.layout() == Layout.NONE && NoMemory.in(schedule, buffer.name())) {
        withoutMemory.add(buffer.name());
      }
    }
    bodies.values().forEach(body -> addInternal(body, withoutMemory));
    this.removed = Set.copyOf(withoutMemory);
  }

  private static void addInternal(Body body, Set<String> names) {
    if (body instanceof FusedLoops loops) {
      names.addAll(loops.internal());
    } else if (body instanceof FusedCall fused) {
      fused.call().results().stream().map(TensorView::buffer).forEach(names::add);
    }
  }

  /** The lines of each partition function, in order, then the caller's. */
  public List<FunctionLines> of(List<Partition> partitions) {
    List<FunctionLines> functions = new ArrayList<>();
    List<Line> caller = new ArrayList<>();
    int step = 0;
    for (Partition partition : partitions) {
      Signature signature = partition.signature();
      List<Line> lines = signature.skipCudagraph() ? caller : new ArrayList<>();
      for (Node node : partition.nodes()) {
        emit(node, step++, lines);
      }
      if (!signature.skipCudagraph()) {
        int index = functions.size();
        functions.add(new FunctionLines("partition_" + index, lines, removed));
        caller.addAll(CallerLines.call(index, signature.without(removed)));
      }
    }
    functions.add(new FunctionLines(null, caller, removed));
    return functions;
  }

  private void emit(Node node, int step, List<Line> lines) {
    String kind = node instanceof Node.Single single ? single.operation().kind() : Operation.COMPUTED_BUFFER;
    boolean makesItsResult =
        kind.equals(Operation.FALLBACK_KERNEL)
            || kind.equals(Operation.EXTERN_KERNEL_ALLOC)
            || kind.equals(Operation.MULTI_OUTPUT);
    Map<String, String> over = inPlace.of(node, removed);
    if (!makesItsResult) {
      for (String output : node.outputs()) {
        String input = over.get(output);
        if (input != null) {
          lines.add(new Line.Reuse(input, output, true));
        } else if (ownsMemory(output)) {
          lines.add(new Line.Allocate(output, step, kind));
        }
      }
    }
    switch (kind) {
      case Operation.NOP_KERNEL -> {
      }
      case Operation.COMPUTED_BUFFER -> {
        List<String> arguments = arguments(node, true);
        arguments.removeAll(over.values());
        lines.add(new Line.KernelCall(node.name(), arguments));
      }
      case Operation.MULTI_OUTPUT ->
        lines.add(new Line.MultiOutput(node.outputs().getFirst(), node.reads().getFirst().buffer()));
      default -> lines.add(extern((Node.Single) node, makesItsResult));
    }
    free(node, step, over.values(), lines);
  }

  private Line extern(Node.Single node, boolean makesItsResult) {
    String result = node.outputs().getFirst();
    String kernel = node.operation().operator().map(Operator::qualifiedName).orElse(node.operation().kind());
    boolean allocates = makesItsResult && layout(result) != Layout.NONE;
    return new Line.Extern(result, kernel, arguments(node, !allocates), allocates);
  }

  /** What a call is given: the memory that it reads, then the memory that it writes. */
  private List<String> arguments(Node node, boolean results) {
    List<String> arguments = new ArrayList<>(4);
    for (Dependency read : node.reads()) {
      if (read.kind() != Dependency.Kind.WEAK) {
        addMemory(read.buffer(), arguments);
      }
    }
    if (results) {
      node.writes().forEach(write -> addMemory(write.buffer(), arguments));
    }
    return arguments;
  }

  private void addMemory(String name, List<String> arguments) {
    String real = schedule.realName(name);
    Buffer buffer = schedule.buffers().get(real);
    if ((buffer == null || buffer.layout() != Layout.NONE) && !removed.contains(real) && !arguments.contains(real)) {
      arguments.add(real);
    }
  }

  private Layout layout(String name) {
    Buffer buffer = schedule.buffers().get(name);
    return buffer == null ? Layout.NONE : buffer.layout();
  }

  private boolean ownsMemory(String name) {
    Layout layout = layout(name);
    return layout == Layout.FIXED || layout == Layout.FLEXIBLE;
  }

  private void free(Node node, int step, Collection<String> taken, List<Line> lines) {
    for (String name : node.lastUsage()) {
      if (outputs.contains(name) || taken.contains(name)) {
        continue;
      }
      if (schedule.inputs().containsKey(name)) {
        lines.add(new Line.Free(name));
        continue;
      }
      Buffer buffer = schedule.buffers().get(name);
      if (buffer != null && buffer.layout() != Layout.NONE && !isReturned(buffer)) {
        boolean reusable = buffer.aliases().isEmpty() && buffer.layout() != Layout.MULTI_OUTPUT;
        lines.add(new Line.FreeIfNotReused(name, step, false, reusable));
      }
    }
  }

  /** Users are merged over aliases, so this tells more than the names of the outputs. */
  private static boolean isReturned(Buffer buffer) {
    for (Buffer.User user : buffer.users()) {
      if (user.isOutput()) {
        return true;
      }
    }
    return false;
  }
}
