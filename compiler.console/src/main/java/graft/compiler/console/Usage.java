package graft.compiler.console;

import graft.compiler.console.text.Table;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * What a command takes.
 *
 * @param name the command's name
 * @param synopsis what follows the name, for people
 * @param summary what the command does, in one line
 * @param options its options, without those that every command has
 */
public record Usage(String name, String synopsis, String summary, List<Option> options) {

  static final String HELP = "help";
  static final String DEBUG = "debug";

  public Usage {
    options = List.copyOf(options);
  }

  /** An option that is there or not. */
  public static Option flag(String name, String description) {
    return Option.builder().longOpt(name).desc(description).get();
  }

  /** An option with a value, called {@code value} for people. */
  public static Option valued(String name, String value, String description) {
    return Option.builder().longOpt(name).hasArg().argName(value).desc(description).get();
  }

  /**
   * Sorts what was typed.
   *
   * @throws UsageException if the command does not take these words
   */
  Arguments parse(List<String> words) {
    var all = new Options();
    allOptions().forEach(all::addOption);
    try {
      return new Arguments(new DefaultParser(false).parse(all, words.toArray(String[]::new)));
    } catch (UnrecognizedOptionException e) {
      throw new UsageException("takes no " + e.getOption());
    } catch (MissingArgumentException e) {
      throw new UsageException("--" + e.getOption().getLongOpt() + " needs a value " + e.getOption().getArgName());
    } catch (ParseException e) {
      throw new UsageException("" + e.getMessage());
    }
  }

  /** The line that says what the command takes. */
  String line() {
    return "usage: " + (name + " " + synopsis).strip();
  }

  /** Everything there is to say. */
  void print(PrintStream out) {
    out.println(line());
    out.println(summary);
    out.println();
    var table = new Table();
    for (Option option : allOptions()) {
      table.row("--" + option.getLongOpt() + (option.hasArg() ? " " + option.getArgName() : ""),
          option.getDescription());
    }
    table.print(out, "  ");
  }

  private List<Option> allOptions() {
    var all = new ArrayList<>(options);
    all.add(flag(DEBUG, "show the stack trace of a failure"));
    all.add(flag(HELP, "show this"));
    return all;
  }
}
