package graft.compiler.console;

import java.util.List;
import java.util.function.ToIntFunction;

/** A command named {@code fake} that does what a test wants. */
record FakeCommand(ToIntFunction<Arguments> work) implements Command {

  @Override
  public Usage usage() {
    return new Usage("fake", "[--json] [--repeat N] [--split OP]...", "does what a test wants",
        List.of(Usage.flag("json", "as JSON"), Usage.valued("repeat", "N", "again"),
            Usage.valued("split", "OP", "cut")));
  }

  @Override
  public int run(Arguments arguments, Terminal terminal) {
    return work.applyAsInt(arguments);
  }
}
