package graft.compiler.jvm;

import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowered.SizeSymbol;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.program.Backend;
import graft.compiler.api.program.Program;
import graft.compiler.jvm.replay.LoopCode;
import graft.compiler.jvm.replay.ReplayProgram;
import graft.compiler.jvm.replay.WorkTeam;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Programs on the JVM. The accelerator of a graph, cuda or not, is the JVM itself. */
@Component
public final class JvmBackend implements Backend {

  private final ConcurrentMap<Integer, WorkTeam> teams = new ConcurrentHashMap<>();

  /** Called by the framework. Programs go on, each on its caller's thread alone. */
  @Deactivate
  void stop() {
    teams.values().forEach(WorkTeam::close);
  }

  @Override
  public Program build(Lowered lowered, Plan plan, Kernels kernels) {
    List<String> symbols = lowered.symbols().stream().map(SizeSymbol::name).toList();
    Map<String, LoopCode> loops = new HashMap<>();
    lowered.bodies().forEach((node, body) -> NestCode.of(body, symbols).ifPresent(code -> loops.put(node, code)));
    WorkTeam team = teams.computeIfAbsent(plan.recipe().options().threads(), WorkTeam::new);
    var parts = new ReplayProgram.Parts(loops, kernels::find, Externs::own, kernels.libraries(), team);
    return new ReplayProgram(lowered, plan, parts);
  }
}
