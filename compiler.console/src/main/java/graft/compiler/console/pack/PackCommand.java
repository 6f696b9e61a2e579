package graft.compiler.console.pack;

import graft.compiler.console.Arguments;
import graft.compiler.console.Command;
import graft.compiler.console.Terminal;
import graft.compiler.console.Usage;
import graft.compiler.console.UsageException;
import graft.compiler.console.text.WholeNumber;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Solves static memory allocation problems, each by itself: one that fails does not keep the others from being solved. */
@Component(service = {Command.class, Function.class})
@GogoCommand(scope = "graft", function = "pack")
public final class PackCommand implements Command {

  private static final Duration TIME_LIMIT = Duration.ofSeconds(60);

  private final ArenaPlanners planners;

  /** Lays out by {@code planners}. */
  @Activate
  public PackCommand(@Reference ArenaPlanners planners) {
    this.planners = planners;
  }

  @Override
  public Usage usage() {
    return new Usage("pack",
        "FILE.csv... [--capacity N] [--time-limit S] [--threads N] [--output DIR] [--picture DIR] [--json]",
        "lays out buffers in memory: within a capacity, or as low as can be",
        List.of(
            Usage.valued("capacity", "N", "bytes that there are; without, the layout is made as low as can be"),
            Usage.valued("time-limit", "S", "seconds for each file, at most; 60 without"),
            Usage.valued("threads", "N", "search on N threads; without, on as many as there are processors"),
            Usage.valued("output", "DIR", "write each solution there, under its problem's file name"),
            Usage.valued("picture", "DIR", "draw each solution there, as SVG"),
            Usage.flag("json", "one JSON object a line, one line a file")));
  }

  @Override
  public int run(Arguments arguments, Terminal terminal) {
    var effort = new PackRun.Effort(
        capacity(arguments.value("capacity")),
        timeLimit(arguments.value("time-limit")),
        arguments.optionalCount("threads").orElseGet(() -> Runtime.getRuntime().availableProcessors()));
    PackReport report = new PackReport(terminal.out(), arguments.has("json"));
    var run = new PackRun(planners, effort,
        directory(arguments, terminal, "output"), directory(arguments, terminal, "picture"), report, terminal,
        arguments.debug());
    return run.pack(arguments.operands("FILE.csv")) ? DONE : FAILED;
  }

  private static @Nullable Path directory(Arguments arguments, Terminal terminal, String option) {
    String word = arguments.value(option);
    return word == null ? null : terminal.path(word);
  }

  private static OptionalLong capacity(@Nullable String word) {
    if (word == null) {
      return OptionalLong.empty();
    }
    OptionalLong capacity = WholeNumber.parse(word);
    if (capacity.isPresent() && capacity.getAsLong() >= 0) {
      return capacity;
    }
    throw new UsageException("--capacity takes a whole number from 0 to 2^63-1, not " + word);
  }

  private static Duration timeLimit(@Nullable String word) {
    if (word == null) {
      return TIME_LIMIT;
    }
    try {
      double seconds = Double.parseDouble(word);
      if (seconds >= 0 && seconds <= 1e9) {
        return Duration.ofNanos((long) (seconds * 1e9));
      }
    } catch (NumberFormatException e) {
      // said below, as for numbers out of range
    }
    throw new UsageException("--time-limit takes a number of seconds, not " + word);
  }
}
