package graft.compiler.console.fixes;

import com.fasterxml.jackson.core.JsonGenerator;
import graft.compiler.console.Arguments;
import graft.compiler.console.Command;
import graft.compiler.console.Terminal;
import graft.compiler.console.Usage;
import graft.compiler.console.component.Components;
import graft.compiler.console.text.JsonLines;
import graft.compiler.console.text.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Says of each installed fix what it repairs and whether compiles use it. Needs no compiler. */
@Component(service = {Command.class, Function.class})
@GogoCommand(scope = "graft", function = "fixes")
public final class FixesCommand implements Command {

  private final Fixes fixes;
  private final Runtimes runtimes;

  /** Tells of the fixes in the framework that {@code context} belongs to. */
  @Activate
  public FixesCommand(BundleContext context, @Reference ServiceComponentRuntime components) {
    fixes = new Fixes(context, new Components(components));
    runtimes = new Runtimes(context);
  }

  @Override
  public Usage usage() {
    return new Usage("fixes", "[--json]", "shows every fix: defect, upstream, gate, active or the reason why not",
        List.of(Usage.flag("json", "one JSON object a line, one line a fix")));
  }

  @Override
  public int run(Arguments arguments, Terminal terminal) {
    arguments.noOperands();
    List<InstalledFix> all = fixes.all();
    if (arguments.has("json")) {
      all.forEach(fix -> JsonLines.write(terminal.out(), json -> write(fix, json)));
    } else if (all.isEmpty()) {
      terminal.out()
          .println("no fix is installed on runtime " + runtimes.text() + "; start file:PATH installs and starts one");
    } else {
      all.forEach(fix -> print(fix, terminal.out()));
    }
    return DONE;
  }

  private void print(InstalledFix fix, PrintStream out) {
    out.println(fix.name() + "  " + fix.state());
    var table = new Table();
    table.row("stage", fix.stage());
    table.row("defect", fix.defect());
    table.row("upstream", fix.upstream());
    table.row("gate", "graft.runtime " + fix.gate() + ", this is " + runtimes.text());
    table.row("bundle", fix.bundle() + " " + fix.version() + ", number " + fix.id());
    table.print(out, "  ");
  }

  private void write(InstalledFix fix, JsonGenerator json) throws IOException {
    json.writeStringField("name", fix.name());
    json.writeBooleanField("active", fix.active());
    JsonLines.strings(json, "reasons", fix.reasons());
    json.writeStringField("stage", fix.stage());
    json.writeStringField("defect", fix.defect());
    json.writeStringField("upstream", fix.upstream());
    json.writeStringField("gate", fix.gate());
    json.writeStringField("runtime", runtimes.text());
    json.writeStringField("bundle", fix.bundle());
    json.writeStringField("version", fix.version());
    json.writeNumberField("id", fix.id());
  }
}
