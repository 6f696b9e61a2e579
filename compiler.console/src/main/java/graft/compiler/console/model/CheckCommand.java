package graft.compiler.console.model;

import graft.compiler.api.model.ModelReader;
import graft.compiler.api.model.TensorFiles;
import graft.compiler.api.serving.Compiler;
import graft.compiler.console.Arguments;
import graft.compiler.console.Command;
import graft.compiler.console.Terminal;
import graft.compiler.console.Usage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Runs models on the inputs stored beside them and compares with the outputs stored beside them. */
@Component(service = {Command.class, Function.class})
@GogoCommand(scope = "graft", function = "check")
public final class CheckCommand implements Command {

  private final Models models;

  /** Checks what {@code compiler} makes of what {@code reader} reads. */
  @Activate
  public CheckCommand(@Reference ModelReader reader, @Reference TensorFiles tensors, @Reference Compiler compiler) {
    models = new Models(reader, tensors, compiler);
  }

  @Override
  public Usage usage() {
    return new Usage("check", "DIR|MODEL... [--write DIR] [--split OP]... [--threads N] [--json]",
        "runs models on their stored inputs and compares with their stored outputs",
        List.of(
            Usage.valued("write", "DIR", "keep what was computed in DIR, as NAME.outputs.safetensors"),
            CompileArguments.split("split on this operator too, beside those that splitting-ops.json names"),
            CompileArguments.threads(),
            Usage.flag("json", "one JSON object a line, one line a model")));
  }

  @Override
  public int run(Arguments arguments, Terminal terminal) {
    Optional<Path> kept = Optional.ofNullable(arguments.value("write")).map(terminal::path);
    var checker = new ModelChecker(models, kept, arguments);
    CheckReport report = arguments.has("json") ? new CheckJson(terminal.out()) : new CheckText(terminal.out());
    return new CheckRun(checker, report, terminal, arguments.debug()).check(arguments.operands("DIR or MODEL"))
        ? DONE
        : FAILED;
  }
}
