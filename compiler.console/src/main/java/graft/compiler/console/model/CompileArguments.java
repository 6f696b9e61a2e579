package graft.compiler.console.model;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.console.Arguments;
import graft.compiler.console.Usage;
import java.util.List;
import java.util.OptionalInt;
import org.apache.commons.cli.Option;

/** The words of a command that choose how models are compiled. */
final class CompileArguments {

  private static final String SPLIT = "split";
  private static final String THREADS = "threads";

  private CompileArguments() {}

  /** {@code --split}, which may be repeated. */
  static Option split(String description) {
    return Usage.valued(SPLIT, "OP", description);
  }

  /** {@code --threads}. */
  static Option threads() {
    return Usage.valued(THREADS, "N", "run on N threads; without, on as many as the launch says or there are cores");
  }

  /** The options of a compile that splits on the operators {@code named} elsewhere and then on those of the command. */
  static CompileOptions of(Arguments arguments, List<String> named) {
    CompileOptions options = CompileOptions.DEFAULT.withSplit(named).withSplit(arguments.operators(SPLIT));
    OptionalInt threads = arguments.optionalCount(THREADS);
    return threads.isPresent() ? options.withThreads(threads.getAsInt()) : options;
  }
}
