package graft.compiler.console;

import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The commands there are, whether they can run or not. */
public interface Commands {

  /** Their names. */
  SortedSet<String> names();

  /** The command of that name; null if there is none or it cannot run. */
  @Nullable
  Command find(String name);

  /** What keeps the command of that name from running; empty if nothing does. */
  List<String> obstacles(String name);
}
