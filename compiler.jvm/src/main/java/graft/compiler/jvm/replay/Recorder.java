package graft.compiler.jvm.replay;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.loop.TupleElement;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.schedule.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through the lines of a plan once, as a run would, and writes down what is launched on which memory. What the lines say of
 * memory decides who shares it; when it is free is told by the launches themselves.
 */
final class Recorder {

  private final Lowered lowered;
  private final List<List<Line>> partitions = new ArrayList<>();
  private final List<Line> caller = new ArrayList<>();
  private final Map<String, String> makers = new HashMap<>();
  private final Calls calls;
  private final BoundSizes sizes;
  private final List<Recorded> steps = new ArrayList<>();

  Recorder(Lowered lowered, Plan plan, Calls calls, BoundSizes sizes) {
    this.lowered = lowered;
    this.calls = calls;
    this.sizes = sizes;
    for (FunctionPlan function : plan.functions()) {
      if (function.partition() == null) {
        caller.addAll(function.lines());
      } else {
        partitions.add(function.lines());
      }
    }
    for (Node node : lowered.schedule().nodes()) {
      node.outputs().forEach(buffer -> makers.put(buffer, node.name()));
    }
  }

  /** Records the caller with all functions that it calls. */
  List<Recorded> record(Names names) {
    caller.forEach(line -> record(line, names));
    return List.copyOf(steps);
  }

  private void record(Line line, Names names) {
    switch (line) {
      case Line.Allocate allocate -> names.define(allocate.buffer(), allocate(allocate.buffer()));
      case Line.FreeIfNotReused free when free.reused() -> {
        // Its memory goes on under the name of the line that reuses it.
      }
      case Line.FreeIfNotReused free -> names.end(free.buffer());
      case Line.Free free -> names.end(free.buffer());
      case Line.Reuse reuse when reuse.deleteOld() ->
        names.define(reuse.as(), new Value.Memory(Block.after(names.handOver(reuse.buffer()))));
      case Line.Reuse reuse -> names.define(reuse.as(), names.get(reuse.buffer()));
      case Line.Reinterpret view -> names.define(view.as(), names.get(view.buffer()));
      case Line.KernelCall call -> launch(call.kernel(), "", names);
      case Line.Extern call -> launch(maker(call.buffer()), call.buffer(), names);
      case Line.MultiOutput output -> takeOut(output, names);
      case Line.PartitionArguments arguments -> collect(arguments, names);
      case Line.PartitionCall call -> call(call, names);
      case Line.Delete delete -> delete.buffers().forEach(names::end);
      case Line.Null _ -> {
      }
      case Line.Other _ -> {
      }
      case Line.EnterSubgraph _ -> throw nested();
      case Line.ExitSubgraph _ -> throw nested();
    }
  }

  private Value allocate(String buffer) {
    TensorView memory = lowered.memory().get(buffer);
    if (memory == null) {
      throw new CompileException("bad-plan", "the plan allocates " + buffer + ", which has no memory");
    }
    return new Value.Memory(Block.temporary(sizes.bytes(memory)));
  }

  private void launch(String node, String buffer, Names names) {
    for (Recorded step : calls.record(node, buffer, sizes, names)) {
      step.blocks().forEach(block -> block.touch(steps.size()));
      steps.add(step);
    }
  }

  private void takeOut(Line.MultiOutput output, Names names) {
    if (lowered.bodies().get(maker(output.buffer())) instanceof TupleElement element
        && names.get(output.from()) instanceof Value.Results results) {
      names.define(output.buffer(), new Value.Memory(results.blocks().get(element.position())));
      return;
    }
    throw new CompileException("bad-plan", output.buffer() + " is taken out of " + output.from() + ", but no result");
  }

  /** Size symbols among the arguments are known to every function anyway. */
  private static void collect(Line.PartitionArguments arguments, Names names) {
    var collected = new LinkedHashMap<String, Value>();
    arguments.buffers().stream().filter(names::has).forEach(name -> collected.put(name, names.get(name)));
    names.define(arguments.name(), new Value.Arguments(collected));
  }

  private void call(Line.PartitionCall call, Names names) {
    Names callee = names.callee();
    if (names.get(Line.PartitionArguments.nameOf(call.index())) instanceof Value.Arguments arguments) {
      arguments.byName().forEach(callee::define);
    }
    partitions.get(call.index()).forEach(line -> record(line, callee));
    call.buffers().forEach(name -> names.define(name, callee.get(name)));
  }

  private String maker(String buffer) {
    String node = makers.get(buffer);
    if (node == null) {
      throw new CompileException("bad-plan", "no node makes " + buffer);
    }
    return node;
  }

  private static CompileException nested() {
    return new CompileException("unsupported", "nested subgraphs");
  }
}
