package graft.compiler.console.model;

import graft.compiler.api.read.InvalidFileException;
import graft.compiler.console.Failure;
import graft.compiler.console.Terminal;
import graft.compiler.console.model.CheckResult.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One run of the command: model after model, none stopping the others.
 *
 * @param checker checks each
 * @param report tells of each
 * @param terminal where
 * @param debug whether failures show their stack trace
 */
record CheckRun(ModelChecker checker, CheckReport report, Terminal terminal, boolean debug) {

  /** Checks the models that {@code words} name; whether none failed. */
  boolean check(List<String> words) {
    List<ModelFile> files = new ArrayList<>();
    List<CheckResult> missing = new ArrayList<>();
    for (String word : words) {
      try {
        files.addAll(named(word));
      } catch (InvalidFileException e) {
        missing.add(CheckResult.failed(word, new Failure(word, e)));
      }
    }
    report.begin(Stream.concat(missing.stream().map(CheckResult::file), files.stream().map(ModelFile::file)).toList());
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    missing.forEach(result -> tell(result, verdicts));
    for (int i = 0; i < files.size() && !terminal.isAbandoned(); i++) {
      terminal.progress("checking " + (i + 1) + " of " + files.size() + ": " + files.get(i).file());
      CheckResult result = attempt(files.get(i));
      if (!terminal.isInterrupted()) {
        tell(result, verdicts);
      }
    }
    if (terminal.isInterrupted()) {
      terminal.clearProgress();
      return false;
    }
    int failed = verdicts.getOrDefault(Verdict.FAILED, 0);
    report.end(verdicts.getOrDefault(Verdict.PASSED, 0), failed, verdicts.getOrDefault(Verdict.RAN, 0));
    if (failed > 0) {
      terminal.err().println("check: " + failed + " of " + (files.size() + missing.size()) + " failed");
    }
    return failed == 0 && !terminal.isAbandoned();
  }

  private void tell(CheckResult result, Map<Verdict, Integer> verdicts) {
    terminal.clearProgress();
    report.checked(result);
    verdicts.merge(result.verdict(), 1, Integer::sum);
  }

  private CheckResult attempt(ModelFile file) {
    try {
      return checker.check(file);
    } catch (RuntimeException | Error e) {
      if (debug && !terminal.isInterrupted()) {
        e.printStackTrace(terminal.err());
      }
      return CheckResult.failed(file.file(), new Failure(file.file(), e));
    }
  }

  /** The model, or in a folder all those below it that have stored inputs, sorted. */
  private List<ModelFile> named(String word) {
    Path path = terminal.path(word);
    if (Files.notExists(path)) {
      throw new InvalidFileException(path, "", "does not exist");
    }
    if (!Files.isDirectory(path)) {
      return List.of(new ModelFile(word, path));
    }
    List<ModelFile> files;
    try (Stream<Path> below = Files.walk(path)) {
      files = below.filter(file -> file.toString().endsWith(ModelFile.ENDING)).sorted()
          .map(file -> new ModelFile(Path.of(word).resolve(path.relativize(file)).toString(), file))
          .filter(file -> !file.cases().isEmpty()).toList();
    } catch (IOException e) {
      throw new InvalidFileException(path, "", "the folder cannot be read: " + Failure.reason(e));
    }
    if (files.isEmpty()) {
      throw new InvalidFileException(path, "", "found no model in this folder that has stored inputs,"
          + " expected NAME.pt2 and NAME.inputs.safetensors");
    }
    return files;
  }
}
