package graft.compiler.console.model;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Session;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.api.tensor.TensorComparison;
import graft.compiler.console.Arguments;
import graft.compiler.console.Failure;
import graft.compiler.console.model.ModelFile.StoredCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Checks one model after another.
 *
 * @param models compiles them
 * @param kept the folder to keep outputs in, if they are to be kept
 * @param arguments the command's words, for what they say about compiling
 */
record ModelChecker(Models models, Optional<Path> kept, Arguments arguments) {

  /** What the name of an input is preceded by where it stands for the input after the call. */
  private static final String MUTATED = "mutated_";

  /**
   * Runs the model on everything that is stored for it, on one program.
   *
   * @throws CompileException if it cannot be compiled or run, or nothing is stored for it
   */
  CheckResult check(ModelFile file) {
    List<StoredCase> cases = file.cases();
    if (cases.isEmpty()) {
      throw new CompileException("no-inputs",
          "no inputs are stored beside it, expected " + file.name() + ".inputs.safetensors");
    }
    CompileOptions options = CompileArguments.of(arguments, SplittingOperators.beside(file));
    int compared = 0;
    List<String> differences = new ArrayList<>();
    try (CompiledModel model = models.compile(file.path(), options)) {
      for (StoredCase stored : cases) {
        Map<String, Tensor> inputs = models.read(stored.inputs());
        SequencedMap<String, Tensor> computed = run(model, inputs);
        kept.ifPresent(folder -> keep(folder, file.name() + stored.variant(), computed));
        if (stored.outputs().isPresent()) {
          Map<String, Tensor> expected = models.read(stored.outputs().get());
          compared += expected.size();
          compare(stored.variant(), withUnchanged(inputs, computed, expected), computed, differences);
        }
      }
    }
    return new CheckResult(file.file(), compared, differences, Optional.empty());
  }

  /** Runs from the state that the archive holds, whatever other runs left. */
  private static SequencedMap<String, Tensor> run(CompiledModel model, Map<String, Tensor> inputs) {
    try (Session session = model.session()) {
      return session.run(inputs);
    }
  }

  /** An input that the model wrote into and of which nothing is stored was left as it was. */
  private static Map<String, Tensor> withUnchanged(
      Map<String, Tensor> inputs, Map<String, Tensor> computed, Map<String, Tensor> expected) {
    Map<String, Tensor> all = new LinkedHashMap<>(expected);
    inputs.forEach((name, input) -> {
      String written = MUTATED + name;
      if (computed.containsKey(written)) {
        all.putIfAbsent(written, input);
      }
    });
    return all;
  }

  private static void compare(
      String variant, Map<String, Tensor> expected, Map<String, Tensor> computed, List<String> differences) {
    Set<String> names = new LinkedHashSet<>(expected.keySet());
    names.addAll(computed.keySet());
    for (String name : names) {
      Tensor wanted = expected.get(name);
      Tensor got = computed.get(name);
      String subject = variant.isEmpty() ? name : name + " of " + variant.substring(1);
      if (wanted == null || got == null) {
        differences
            .add(subject + (got == null ? " was not computed" : " was computed, but is not among the stored outputs"));
        continue;
      }
      var comparison = TensorComparison.of(wanted, got);
      if (!comparison.agrees()) {
        differences.add(subject + ": " + comparison);
      }
    }
  }

  private void keep(Path folder, String name, SequencedMap<String, Tensor> outputs) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": cannot be created: " + Failure.reason(e), e);
    }
    models.write(folder.resolve(name + ".outputs.safetensors"), outputs);
  }
}
