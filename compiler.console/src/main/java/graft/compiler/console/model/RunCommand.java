package graft.compiler.console.model;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.model.ModelReader;
import graft.compiler.api.model.TensorFiles;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Compiler;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.console.Arguments;
import graft.compiler.console.Command;
import graft.compiler.console.Terminal;
import graft.compiler.console.Usage;
import graft.compiler.console.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Compiles a model and runs it. */
@Component(service = {Command.class, Function.class})
@GogoCommand(scope = "graft", function = "run")
public final class RunCommand implements Command {

  private final Models models;

  /** Runs what {@code compiler} makes of what {@code reader} reads. */
  @Activate
  public RunCommand(@Reference ModelReader reader, @Reference TensorFiles tensors, @Reference Compiler compiler) {
    models = new Models(reader, tensors, compiler);
  }

  @Override
  public Usage usage() {
    return new Usage("run", "MODEL [--inputs F] [--outputs F] [--split OP]... [--threads N] [--repeat N] [--json]",
        "compiles a model, runs it and tells its latency",
        List.of(
            Usage.valued("inputs", "F", "read inputs from the safetensors file F, not from the one beside the model"),
            Usage.valued("outputs", "F", "write outputs to the safetensors file F"),
            CompileArguments.split("split on this operator: namespace::op or namespace::op.overload"),
            CompileArguments.threads(),
            Usage.valued("repeat", "N",
                "warm up, run N times, tell the least and the median latency; outputs are the first run's"),
            Usage.flag("json", "one JSON object")));
  }

  @Override
  public int run(Arguments arguments, Terminal terminal) {
    int repetitions = arguments.count("repeat");
    List<String> words = arguments.operands("MODEL");
    if (words.size() > 1) {
      throw new UsageException("takes one MODEL, but got " + String.join(" ", words));
    }
    var file = new ModelFile(words.getFirst(), terminal.path(words.getFirst()));
    CompileOptions options = CompileArguments.of(arguments, List.of());
    terminal.progress("compiling and running " + file.file());
    long start = System.nanoTime();
    try (CompiledModel model = models.compile(file.path(), options)) {
      long compiled = System.nanoTime() - start;
      var run = ModelRun.of(model, compiled, inputs(file, arguments, terminal), repetitions);
      Optional.ofNullable(arguments.value("outputs"))
          .ifPresent(outputs -> models.write(terminal.path(outputs), run.outputs()));
      terminal.clearProgress();
      if (arguments.has("json")) {
        run.writeJson(terminal.out());
      } else {
        run.print(terminal.out());
      }
    }
    return DONE;
  }

  /** The inputs in the file that was named, else in the one beside the model, else none: there are models that take none. */
  private Map<String, Tensor> inputs(ModelFile file, Arguments arguments, Terminal terminal) {
    Optional<Path> named = Optional.ofNullable(arguments.value("inputs")).map(terminal::path);
    return named.or(() -> file.beside(".inputs.safetensors")).map(models::read).orElse(Map.of());
  }
}
