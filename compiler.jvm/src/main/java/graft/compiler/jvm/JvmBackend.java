package graft.compiler.jvm;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.DeviceCopy;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.FusedCall;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.NoComputation;
import graft.compiler.api.loop.TupleElement;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowered.SizeSymbol;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.program.Backend;
import graft.compiler.api.program.Program;
import graft.compiler.jvm.loops.CompiledLoops;
import graft.compiler.jvm.loops.LoopCompiler;
import graft.compiler.jvm.matrix.Matrices;
import graft.compiler.jvm.replay.ReplayProgram;
import graft.compiler.jvm.replay.WorkTeam;
import java.util.ArrayList;
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

  private final LoopCompiler compiler = new LoopCompiler();
  private final Matrices matrices = new Matrices();
  private final ConcurrentMap<Integer, WorkTeam> teams = new ConcurrentHashMap<>();

  /** Called by the framework. Programs go on, each on its caller's thread alone. */
  @Deactivate
  void stop() {
    teams.values().forEach(WorkTeam::close);
    compiler.close();
    matrices.close();
  }

  /** A model may ask for functions of types that have none. */
  private CompiledLoops code(Lowered lowered, String node, Body body, List<String> symbols) {
    try {
      return compiler.compile(body, symbols);
    } catch (IllegalArgumentException e) {
      throw new CompileException("bad-plan", lowered.model() + ": " + node + ": " + e.getMessage());
    }
  }

  @Override
  public Program build(Lowered lowered, Plan plan, Kernels kernels) {
    List<String> symbols = lowered.symbols().stream().map(SizeSymbol::name).toList();
    Map<String, CompiledLoops> loops = new HashMap<>();
    lowered.bodies().forEach((node, body) -> {
      switch (body) {
        case LoopNest nest -> loops.put(node, code(lowered, node, nest, symbols));
        case FusedLoops fused -> loops.put(node, code(lowered, node, fused, symbols));
        case FusedCall fused -> loops.put(node, code(lowered, node, fused.epilogue(), symbols));
        case ExternCall _ -> {
        }
        case DeviceCopy _ -> {
        }
        case TupleElement _ -> {
        }
        case NoComputation _ -> {
        }
      }
    });
    lowered.sources().forEach((name, source) -> {
      if (source instanceof Lowered.Source.Folded folded) {
        loops.put(name, code(lowered, name, folded.nest(), symbols));
      }
    });
    WorkTeam team = teams.computeIfAbsent(plan.recipe().options().threads(), WorkTeam::new);
    List<Library> libraries = new ArrayList<>(kernels.libraries());
    libraries.add(matrices);
    var parts = new ReplayProgram.Parts(loops, kernels::find, Externs::own, libraries, kernels::planners, team);
    return new ReplayProgram(lowered, plan, parts);
  }
}
