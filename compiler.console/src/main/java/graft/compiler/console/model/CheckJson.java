package graft.compiler.console.model;

import graft.compiler.console.text.JsonLines;
import java.io.PrintStream;
import java.util.List;

/** One JSON object a model. */
record CheckJson(PrintStream out) implements CheckReport {

  @Override
  public void begin(List<String> files) {}

  @Override
  public void checked(CheckResult result) {
    JsonLines.write(out, json -> {
      json.writeStringField("file", result.file());
      json.writeBooleanField("passed", result.verdict() == CheckResult.Verdict.PASSED);
      json.writeNumberField("compared", result.compared());
      JsonLines.strings(json, "differences", result.differences());
      if (result.failure().isPresent()) {
        result.failure().get().write(json);
      }
    });
  }

  @Override
  public void end(int passed, int failed, int ran) {}
}
