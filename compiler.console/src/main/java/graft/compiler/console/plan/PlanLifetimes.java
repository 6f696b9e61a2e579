package graft.compiler.console.plan;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When the memory of a plan is needed: goes through the caller's lines and those of the functions that it calls once, as a run
 * would. A launch is a step, and memory is needed from the first step that touches it to the last; what the graph returns, to
 * the end. Graph inputs and constants are not the plan's. Names are unique in a graph, so functions need no tables of their own.
 */
final class PlanLifetimes {

  private static final long ALIGNMENT = 64;

  private final Schedule schedule;
  private final Map<Integer, List<Line>> partitions = new HashMap<>();
  private final List<Line> caller = new ArrayList<>();
  private final Map<String, Node> makers = new HashMap<>();
  private final Map<String, List<Memory>> memories = new HashMap<>();
  private final Map<String, Integer> tuples = new HashMap<>();
  private final List<Memory> all = new ArrayList<>();
  private int steps;

  /** Memory of its own, and when it is needed. */
  private static final class Memory {

    private final String buffer;
    private final long bytes;
    private int first = Integer.MAX_VALUE;
    private int last = -1;

    Memory(String buffer, long bytes) {
      this.buffer = buffer;
      this.bytes = bytes;
    }

    void touch(int step) {
      first = Math.min(first, step);
      last = Math.max(last, step);
    }
  }

  private PlanLifetimes(Schedule schedule, Plan plan) {
    this.schedule = schedule;
    for (FunctionPlan function : plan.functions()) {
      if (function.partition() == null) {
        caller.addAll(function.lines());
      } else {
        partitions.put(partitions.size(), function.lines());
      }
    }
    for (Node node : schedule.nodes()) {
      node.outputs().forEach(buffer -> makers.put(buffer, node));
    }
  }

  /** What needs memory of a plan that can run; empty where it has nested subgraphs, whose steps may run any number of times. */
  static Optional<List<ArenaBuffer>> of(Schedule schedule, Plan plan) {
    boolean isNested = plan.functions().stream().flatMap(function -> function.lines().stream())
        .anyMatch(Line.EnterSubgraph.class::isInstance);
    return isNested ? Optional.empty() : Optional.of(new PlanLifetimes(schedule, plan).buffers());
  }

  private List<ArenaBuffer> buffers() {
    caller.forEach(this::follow);
    schedule.outputs().forEach(output -> touch(output, steps));
    List<ArenaBuffer> buffers = new ArrayList<>();
    for (Memory memory : all) {
      if (memory.last >= 0 && memory.bytes > 0) {
        long bytes = Math.addExact(memory.bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        buffers.add(ArenaBuffer.of(memory.buffer, memory.first, memory.last + 1L, bytes, ALIGNMENT));
      }
    }
    return buffers;
  }

  private void follow(Line line) {
    switch (line) {
      case Line.Allocate allocate -> make(allocate.buffer());
      case Line.Reuse reuse when isInPlace(reuse) -> memories.put(reuse.as(), memories(reuse.buffer()));
      case Line.Reuse reuse -> make(reuse.as());
      case Line.Reinterpret view -> memories.put(view.as(), memories(view.buffer()));
      case Line.KernelCall call -> launch(call.args());
      case Line.Extern call -> launch(call);
      case Line.MultiOutput output -> takeOut(output);
      case Line.PartitionCall call -> partitions.getOrDefault(call.index(), List.of()).forEach(this::follow);
      case Line.FreeIfNotReused _,Line.Free _,Line.Delete _,Line.PartitionArguments _,Line.Null _,Line.Other _ -> {
        // the launches themselves tell how long memory is needed
      }
      case Line.EnterSubgraph _,Line.ExitSubgraph _ -> throw new IllegalStateException("nested subgraphs");
    }
  }

  /** Whether the node that makes the new buffer reads the old one: its content must then be where it was. */
  private boolean isInPlace(Line.Reuse reuse) {
    List<Memory> old = memories(reuse.buffer());
    Node maker = makers.get(reuse.as());
    return maker == null || old.isEmpty() || maker.reads().stream()
        .filter(read -> read.kind() != Dependency.Kind.WEAK)
        .anyMatch(read -> !Collections.disjoint(memories(read.buffer()), old));
  }

  private void launch(List<String> args) {
    args.forEach(arg -> touch(arg, steps));
    steps++;
  }

  private void launch(Line.Extern call) {
    call.args().forEach(arg -> touch(arg, steps));
    Buffer result = schedule.buffers().get(call.buffer());
    if (call.allocates() && result != null && result.layout() == Layout.MULTI_OUTPUT) {
      tuples.put(call.buffer(), steps);
    } else if (call.allocates() && memories(call.buffer()).isEmpty()) {
      make(call.buffer());
    }
    touch(call.buffer(), steps);
    steps++;
  }

  /** Results of a tuple are there from the call that made it. */
  private void takeOut(Line.MultiOutput output) {
    if (memories(output.buffer()).isEmpty()) {
      make(output.buffer());
    }
    touch(output.buffer(), tuples.getOrDefault(output.from(), Math.max(steps - 1, 0)));
  }

  private void make(String buffer) {
    Buffer made = schedule.buffers().get(buffer);
    var memory = new Memory(buffer, made == null ? 0 : made.storage().storageBytes());
    all.add(memory);
    memories.put(buffer, List.of(memory));
  }

  private void touch(String name, int step) {
    memories(name).forEach(memory -> memory.touch(step));
  }

  /** The memory that a name stands for: its own, or that of what it is a view of. */
  private List<Memory> memories(String name) {
    String real = schedule.realName(name);
    List<Memory> own = memories.get(real);
    Buffer buffer = schedule.buffers().get(real);
    if (own != null || buffer == null || buffer.aliases().isEmpty()) {
      return own == null ? List.of() : own;
    }
    Set<Memory> found = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>(Set.of(real));
    Deque<String> open = new ArrayDeque<>(buffer.aliases());
    while (!open.isEmpty()) {
      String alias = schedule.realName(open.remove());
      Buffer behind = schedule.buffers().get(alias);
      if (memories.containsKey(alias)) {
        found.addAll(memories.getOrDefault(alias, List.of()));
      } else if (behind != null && seen.add(alias)) {
        open.addAll(behind.aliases());
      }
    }
    return List.copyOf(found);
  }
}
