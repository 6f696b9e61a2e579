package graft.compiler.console.pack;

import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.console.Failure;
import graft.compiler.console.text.Amounts;
import graft.compiler.console.text.JsonLines;
import graft.compiler.console.text.LayoutText;
import java.io.PrintStream;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Tells of each problem: its height, and whether that is proved to be the lowest, or that nothing fits the capacity is.
 *
 * @param out where
 * @param isJson one object a line, or a line for people
 */
record PackReport(PrintStream out, boolean isJson) {

  /** People read of failures on standard error. */
  void failed(String file, Failure failure) {
    if (isJson) {
      JsonLines.write(out, json -> {
        json.writeStringField("file", file);
        failure.write(json);
      });
    }
  }

  void solved(String file, OptionalLong capacity, ArenaLayout layout, long nanos) {
    boolean isExcluded = capacity.isPresent() && layout.excludes(capacity.getAsLong());
    if (isJson) {
      JsonLines.write(out, json -> {
        json.writeStringField("file", file);
        if (capacity.isPresent()) {
          json.writeNumberField("capacity", capacity.getAsLong());
        } else {
          json.writeNullField("capacity");
        }
        json.writeNumberField("height", layout.height());
        json.writeNumberField("lowerBound", layout.lowerBound());
        json.writeBooleanField("proved", layout.isOptimal() || isExcluded);
        json.writeNumberField("millis", TimeUnit.NANOSECONDS.toMillis(nanos));
      });
    } else {
      out.println(file + ": height " + layout.height() + ", lower bound " + layout.lowerBound()
          + " by " + layout.proof().description() + ", "
          + (isExcluded ? "nothing fits" : LayoutText.distance(layout.height(), layout.lowerBound())) + ", "
          + Amounts.millis(nanos));
    }
  }
}
