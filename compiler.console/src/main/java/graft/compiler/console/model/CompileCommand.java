package graft.compiler.console.model;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.model.ModelReader;
import graft.compiler.api.model.TensorFiles;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Compiler;
import graft.compiler.console.Arguments;
import graft.compiler.console.Command;
import graft.compiler.console.Failure;
import graft.compiler.console.Terminal;
import graft.compiler.console.Usage;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Compiles models and shows what came out: partitions, signatures, plan and recipe. */
@Component(service = {Command.class, Function.class})
@GogoCommand(scope = "graft", function = "compile")
public final class CompileCommand implements Command {

  private final Models models;

  /** Shows what {@code compiler} makes of what {@code reader} reads. */
  @Activate
  public CompileCommand(@Reference ModelReader reader, @Reference TensorFiles tensors, @Reference Compiler compiler) {
    models = new Models(reader, tensors, compiler);
  }

  @Override
  public Usage usage() {
    return new Usage("compile", "MODEL... [--split OP]... [--threads N]",
        "compiles models and shows their partitions, signatures, plan and recipe",
        List.of(
            CompileArguments.split("split on this operator: namespace::op or namespace::op.overload"),
            CompileArguments.threads()));
  }

  @Override
  public int run(Arguments arguments, Terminal terminal) {
    CompileOptions options = CompileArguments.of(arguments, List.of());
    int status = DONE;
    for (String word : arguments.operands("MODEL")) {
      terminal.progress("compiling " + word);
      try (CompiledModel model = models.compile(terminal.path(word), options)) {
        terminal.clearProgress();
        new CompiledText(terminal.out()).print(model);
      } catch (RuntimeException | Error e) {
        new Failure(word, e).tell(terminal, arguments.debug());
        status = FAILED;
      }
    }
    return status;
  }
}
