package graft.compiler.jvm;

import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.program.Backend;
import graft.compiler.api.program.Program;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Programs of plain loops on the JVM. The accelerator of a graph, cuda or not, is the JVM itself. */
@Component
public final class JvmBackend implements Backend {

  @Override
  public Program build(Lowered lowered, Plan plan, Kernels kernels) {
    var inputs = new Inputs(lowered);
    var launches = new Launches(lowered, inputs.symbols(), new Externs(kernels));
    List<Launch> caller = new Functions(lowered, launches).caller(plan);
    long launched = plan.functions().stream()
        .flatMap(function -> function.lines().stream())
        .filter(line -> line instanceof Line.KernelCall || line instanceof Line.Extern)
        .count();
    return new JvmProgram(lowered, inputs, caller, (int) launched);
  }
}
