package graft.compiler.console.pack;

import graft.compiler.api.arena.ArenaCheck;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.api.compile.CompileException;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.console.Failure;
import graft.compiler.console.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run of the command: file after file, failures in one line each on standard error.
 *
 * @param planner lays out
 * @param effort how hard
 * @param solutions where solutions go, if anywhere
 * @param pictures where pictures go, if anywhere
 * @param report tells of each
 * @param terminal where
 * @param debug whether failures show their stack trace
 */
record PackRun(
    Function<ArenaProblem, ArenaLayout> planner,
    Effort effort,
    @Nullable Path solutions,
    @Nullable Path pictures,
    PackReport report,
    Terminal terminal,
    boolean debug) {

  private static final long SEED = 1;

  /**
   * How hard to try.
   *
   * @param capacity bytes that there are; empty if the layout shall be as low as can be
   * @param timeLimit for each file
   * @param threads that search
   */
  record Effort(OptionalLong capacity, Duration timeLimit, int threads) {}

  /** Solves what {@code words} name; whether all of it was solved. */
  boolean pack(List<String> words) {
    boolean good = true;
    for (int i = 0; i < words.size() && !terminal.isAbandoned(); i++) {
      String word = words.get(i);
      try (var progress = new PackProgress(terminal, "packing " + (i + 1) + " of " + words.size(), word)) {
        good &= pack(word, progress);
      } catch (RuntimeException | Error e) {
        var failure = new Failure(word, e);
        failure.tell(terminal, debug);
        if (!terminal.isInterrupted()) {
          report.failed(word, failure);
        }
        good = false;
      }
    }
    return good && !terminal.isAbandoned();
  }

  private boolean pack(String word, PackProgress progress) {
    Path path = terminal.path(word);
    ProblemFile file = ProblemFile.read(path);
    ArenaProblem problem = problem(path, file, progress);
    long start = System.nanoTime();
    ArenaLayout layout = planner.apply(problem);
    long nanos = System.nanoTime() - start;
    ArenaCheck.violation(problem, layout).ifPresent(violation -> {
      throw new CompileException("arena", "the planner's layout is none: " + violation);
    });
    progress.close();
    if (terminal.isInterrupted()) {
      return false;
    }
    report.solved(word, effort.capacity, layout, nanos);
    if (layout.height() > effort.capacity.orElse(Long.MAX_VALUE)) {
      terminal.complain(word + ": no layout within " + effort.capacity.getAsLong()
          + (layout.excludes(effort.capacity.getAsLong()) ? ", there is none" : " was found")
          + "; the lowest found has " + layout.height());
      return false;
    }
    String name = String.valueOf(path.getFileName());
    if (solutions != null) {
      WholeFile.write(solutions.resolve(name), writer -> file.write(writer, layout));
    }
    if (pictures != null) {
      WholeFile.write(pictures.resolve(name.replaceFirst("\\.csv$", "") + ".svg"),
          new Picture(file.buffers(), layout)::write);
    }
    return true;
  }

  private ArenaProblem problem(Path path, ProblemFile file, PackProgress progress) {
    try {
      return new ArenaProblem(file.buffers(), effort.capacity, effort.timeLimit, effort.threads, SEED, progress);
    } catch (IllegalArgumentException e) {
      throw new InvalidFileException(path, "", String.valueOf(e.getMessage()));
    }
  }
}
