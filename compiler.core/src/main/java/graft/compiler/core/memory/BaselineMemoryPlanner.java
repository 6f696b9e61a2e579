package graft.compiler.core.memory;

import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.stage.MemoryPlanRequest;
import graft.compiler.api.stage.MemoryPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;

/**
 * {@code PythonWrapperCodegen.memory_plan_reuse} of PyTorch 2.9.0: drops trailing memory lines that are about no output, then
 * lets allocations take over freed buffers.
 *
 * <p>Its defect: it judges by the outputs of the whole graph, also inside a partition function, so a buffer that the partition
 * returns for a later one to fill loses its allocation.
 */
@Component(immediate = true)
public final class BaselineMemoryPlanner implements MemoryPlanner {

  @Override
  public FunctionPlan plan(MemoryPlanRequest request, Function<MemoryPlanRequest, FunctionPlan> next) {
    boolean reuse = request.options().allowBufferReuse();
    List<Line> lines = new ArrayList<>(withoutPointlessEnd(request.function().lines(), request.outputs()));
    new ReusePass(request, lines).run();
    OptionalLong peak = reuse ? OptionalLong.of(request.peak().peak()) : OptionalLong.empty();
    return new FunctionPlan(request.function().partition(), peak, lines);
  }

  private static List<Line> withoutPointlessEnd(List<Line> lines, Set<String> outputs) {
    int end = lines.size();
    while (end > 0 && lines.get(end - 1) instanceof Line.Memory line && !isAbout(line, outputs)) {
      end--;
    }
    return lines.subList(0, end);
  }

  private static boolean isAbout(Line.Memory line, Set<String> outputs) {
    return switch (line) {
      case Line.Allocate allocate -> outputs.contains(allocate.buffer());
      case Line.FreeIfNotReused free -> outputs.contains(free.buffer());
      case Line.Reuse reuse -> outputs.contains(reuse.buffer());
      case Line.Reinterpret reinterpret -> outputs.contains(reinterpret.buffer());
      case Line.Null _ -> false;
    };
  }
}
