package graft.compiler.core.verify;

import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.schedule.Schedule;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks the lines of each function with the set of names that it has: no name is used before it is defined, after it ended, ended
 * twice, or by a function that never received it.
 */
public final class Verifier {

  private final Schedule schedule;
  private final Set<UndefinedName> found = new LinkedHashSet<>();

  private Verifier(Schedule schedule) {
    this.schedule = schedule;
  }

  /**
   * What the functions use and have not, each finding once.
   *
   * @param functions the planned functions
   * @param signatures those of the functions, as generated; null for the caller
   */
  public static List<UndefinedName> verify(
      Schedule schedule, List<FunctionPlan> functions, List<@Nullable Signature> signatures) {
    var verifier = new Verifier(schedule);
    for (int i = 0; i < functions.size(); i++) {
      verifier.new Walk(functions.get(i), signatures.get(i)).run();
    }
    return List.copyOf(verifier.found);
  }

  /** One function's names as its lines go by. */
  private final class Walk {

    private final FunctionPlan function;
    private final @Nullable Signature signature;
    private final String title;
    private final Set<String> names;

    Walk(FunctionPlan function, @Nullable Signature signature) {
      this.function = function;
      this.signature = signature;
      this.title = function.partition() == null ? UndefinedName.CALLER : function.partition();
      if (signature == null) {
        names = new HashSet<>(schedule.inputs().keySet());
        names.addAll(schedule.constants());
      } else {
        names = new HashSet<>(signature.inputs());
      }
    }

    void run() {
      function.lines().forEach(this::step);
      (signature == null ? schedule.outputs() : signature.outputs()).forEach(this::use);
    }

    private void step(Line line) {
      switch (line) {
        case Line.Allocate allocate -> names.add(allocate.buffer());
        case Line.FreeIfNotReused free when free.reused() -> {
        }
        case Line.FreeIfNotReused free -> end(free.buffer());
        case Line.Free free -> end(free.buffer());
        case Line.Reuse reuse -> {
          if (reuse.deleteOld()) {
            end(reuse.buffer());
          } else {
            use(reuse.buffer());
          }
          names.add(reuse.as());
        }
        case Line.Reinterpret view -> {
          use(view.buffer());
          names.add(view.as());
        }
        case Line.KernelCall call -> call.args().forEach(this::useIfBuffer);
        case Line.Extern call -> {
          call.args().forEach(this::useIfBuffer);
          if (call.allocates()) {
            names.add(call.buffer());
          }
        }
        case Line.MultiOutput output -> {
          use(output.from());
          names.add(output.buffer());
        }
        case Line.PartitionArguments arguments -> {
          arguments.buffers().forEach(this::useIfBuffer);
          names.add(arguments.name());
        }
        case Line.PartitionCall call -> names.addAll(call.buffers());
        case Line.Delete delete -> delete.buffers().forEach(this::end);
        // @formatter:off
        case Line.Null _, Line.EnterSubgraph _, Line.ExitSubgraph _, Line.Other _ -> {}
        // @formatter:on
      }
    }

    private void use(String name) {
      if (!names.contains(name)) {
        found.add(new UndefinedName(title, name));
      }
    }

    /** Calls are also given size symbols and constants, which every function has. */
    private void useIfBuffer(String name) {
      if (!names.contains(name) && schedule.defines(name)) {
        found.add(new UndefinedName(title, name));
      }
    }

    private void end(String name) {
      if (!names.remove(name)) {
        found.add(new UndefinedName(title, name));
      }
    }
  }
}
