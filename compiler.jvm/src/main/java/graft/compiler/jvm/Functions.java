package graft.compiler.jvm;

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

/** Makes launches of a plan's lines: each function becomes a list of them, and a partition call runs another list. */
final class Functions {

  private final Lowered lowered;
  private final Launches launches;
  private final Map<String, String> makers = new HashMap<>();
  private final List<List<Launch>> partitions = new ArrayList<>();

  Functions(Lowered lowered, Launches launches) {
    this.lowered = lowered;
    this.launches = launches;
    for (Node node : lowered.schedule().nodes()) {
      node.outputs().forEach(buffer -> makers.put(buffer, node.name()));
    }
  }

  /** The caller, with the partition functions that it calls. */
  List<Launch> caller(Plan plan) {
    List<Launch> caller = List.of();
    for (FunctionPlan function : plan.functions()) {
      if (function.partition() != null) {
        partitions.add(launches(function));
      }
    }
    for (FunctionPlan function : plan.functions()) {
      if (function.partition() == null) {
        caller = launches(function);
      }
    }
    return caller;
  }

  private List<Launch> launches(FunctionPlan function) {
    var result = new ArrayList<Launch>();
    for (Line line : function.lines()) {
      switch (line) {
        case Line.Allocate allocate -> result.add(allocate(allocate.buffer()));
        case Line.FreeIfNotReused free when free.reused() -> {
          // Its memory goes on under the name of the line that reuses it.
        }
        case Line.FreeIfNotReused free -> result.add((run, frame) -> frame.end(free.buffer()));
        case Line.Free free -> result.add((run, frame) -> frame.end(free.buffer()));
        case Line.Reuse reuse -> result.add(reuse(reuse));
        case Line.Reinterpret view ->
          result.add((run, frame) -> frame.define(view.as(), frame.share(view.buffer())));
        case Line.KernelCall call -> result.add(named(call.kernel(), launches.of(call.kernel(), "")));
        case Line.Extern call -> {
          String node = maker(call.buffer());
          result.add(named(node, launches.of(node, call.buffer())));
        }
        case Line.MultiOutput output -> result.add(takeOut(output));
        case Line.PartitionArguments arguments -> result.add(collect(arguments));
        case Line.PartitionCall call -> result.add(call(call));
        case Line.Delete delete -> result.add((run, frame) -> delete.buffers().forEach(frame::end));
        case Line.Null _ -> {
        }
        case Line.Other _ -> {
        }
        case Line.EnterSubgraph _ -> throw nested();
        case Line.ExitSubgraph _ -> throw nested();
      }
    }
    return result;
  }

  private Launch allocate(String buffer) {
    TensorView memory = lowered.memory().get(buffer);
    if (memory == null) {
      throw new CompileException("bad-plan", "the plan allocates " + buffer + ", which has no memory");
    }
    return (run, frame) -> frame.define(buffer, run.pool().allocate(run.sizes().bytes(memory)));
  }

  private static Launch reuse(Line.Reuse reuse) {
    return (run, frame) -> frame.define(
        reuse.as(), reuse.deleteOld() ? frame.take(reuse.buffer()) : frame.share(reuse.buffer()));
  }

  private Launch takeOut(Line.MultiOutput output) {
    if (lowered.bodies().get(maker(output.buffer())) instanceof TupleElement element) {
      return launches.takeOut(output.from(), output.buffer(), element.position());
    }
    throw new CompileException("bad-plan", output.buffer() + " is taken out of " + output.from() + ", but no result");
  }

  /** Size symbols among the arguments are known to every function anyway. */
  private static Launch collect(Line.PartitionArguments arguments) {
    return (run, frame) -> {
      var held = new LinkedHashMap<String, Held>();
      arguments.buffers().stream().filter(frame::has).forEach(name -> held.put(name, frame.share(name)));
      frame.define(arguments.name(), new Held.Arguments(held));
    };
  }

  private Launch call(Line.PartitionCall call) {
    List<Launch> function = partitions.get(call.index());
    String arguments = Line.PartitionArguments.nameOf(call.index());
    return (run, frame) -> {
      Frame callee = frame.callee();
      if (frame.get(arguments) instanceof Held.Arguments collected) {
        collected.passTo(callee);
      }
      function.forEach(launch -> launch.run(run, callee));
      call.buffers().forEach(name -> frame.define(name, callee.share(name)));
      callee.endAll();
    };
  }

  private String maker(String buffer) {
    String node = makers.get(buffer);
    if (node == null) {
      throw new CompileException("bad-plan", "no node makes " + buffer);
    }
    return node;
  }

  /** Says at which node a run failed. */
  private Launch named(String node, Launch launch) {
    return (run, frame) -> {
      try {
        launch.run(run, frame);
      } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
        throw new CompileException("run-failed", lowered.model() + ": " + node + ": " + e.getMessage());
      }
    };
  }

  private static CompileException nested() {
    return new CompileException("unsupported", "nested subgraphs");
  }
}
