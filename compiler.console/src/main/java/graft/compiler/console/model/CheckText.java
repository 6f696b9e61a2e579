package graft.compiler.console.model;

import graft.compiler.console.text.OneLine;
import java.io.PrintStream;
import java.util.List;

/** A line a model, then how many passed. */
final class CheckText implements CheckReport {

  private final PrintStream out;
  private int width;

  CheckText(PrintStream out) {
    this.out = out;
  }

  @Override
  public void begin(List<String> files) {
    width = files.stream().map(OneLine::of).mapToInt(String::length).max().orElse(0);
  }

  @Override
  public void checked(CheckResult result) {
    String file = OneLine.of(result.file());
    String name = file + " ".repeat(Math.max(0, width - file.length()));
    String word = result.verdict().word();
    out.println(word + " ".repeat("passed".length() - word.length()) + "  " + name + "  " + result.reason());
  }

  @Override
  public void end(int passed, int failed, int ran) {
    out.println(
        passed + " passed, " + failed + " failed" + (ran == 0 ? "" : ", " + ran + " ran without stored outputs"));
  }
}
