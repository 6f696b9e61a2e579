package graft.launcher;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code ./graft} was asked: options that choose the launch, then the command's words, none for the shell. */
record CommandLine(String runtime, Set<String> without, Map<String, String> properties, List<String> command) {

  static final String USAGE =
      "usage: graft [--runtime 2.9.0|2.9.1] [--without NAME]... [--threads N] [--debug] [-DNAME=VALUE]..."
          + " [COMMAND WORD...]";

  /** Words that look like options and are commands. */
  private static final Set<String> HELP = Set.of("--help", "-h");

  /** The launch configurations, by runtime. */
  private static final Map<String, String> CONFIGURATIONS = Map.of("2.9.0", "graft", "2.9.1", "runtime-2.9.1");

  CommandLine {
    without = Set.copyOf(without);
    properties = Map.copyOf(properties);
    command = List.copyOf(command);
  }

  static CommandLine parse(List<String> words) {
    String runtime = "2.9.0";
    var without = new HashSet<String>();
    var properties = new HashMap<String, String>();
    int i = 0;
    for (; i < words.size() && words.get(i).startsWith("-") && !HELP.contains(words.get(i)); i++) {
      String word = words.get(i);
      switch (word) {
        case "--runtime" -> runtime = value(words, ++i, word);
        case "--without" -> without.add(value(words, ++i, word));
        case "--threads" -> properties.put("graft.threads", wholeNumber(value(words, ++i, word), word));
        case "--debug" -> properties.put("graft.debug", "true");
        case String define when define.startsWith("-D") && define.indexOf('=') > 2 ->
          properties.put(define.substring(2, define.indexOf('=')), define.substring(define.indexOf('=') + 1));
        default -> throw new UsageException("unknown option " + word + "; " + USAGE);
      }
    }
    if (!CONFIGURATIONS.containsKey(runtime)) {
      throw new UsageException("--runtime: there is no runtime " + runtime + ", only 2.9.0 and 2.9.1");
    }
    return new CommandLine(runtime, without, properties, words.subList(i, words.size()));
  }

  String configuration() {
    return CONFIGURATIONS.getOrDefault(runtime, "graft");
  }

  private static String wholeNumber(String value, String option) {
    if (!value.matches("[1-9][0-9]{0,8}")) {
      throw new UsageException(option + " takes a whole number of at least 1, not " + value);
    }
    return value;
  }

  private static String value(List<String> words, int index, String option) {
    if (index >= words.size()) {
      throw new UsageException(option + " needs a value; " + USAGE);
    }
    return words.get(index);
  }
}
