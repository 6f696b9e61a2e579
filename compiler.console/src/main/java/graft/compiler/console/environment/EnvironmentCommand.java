package graft.compiler.console.environment;

import com.fasterxml.jackson.core.JsonGenerator;
import graft.compiler.api.runtime.DeviceCheck;
import graft.compiler.api.runtime.Environment;
import graft.compiler.api.runtime.Setting;
import graft.compiler.api.runtime.Setting.Offer;
import graft.compiler.api.runtime.Setting.Refusal;
import graft.compiler.console.Arguments;
import graft.compiler.console.Command;
import graft.compiler.console.Terminal;
import graft.compiler.console.Usage;
import graft.compiler.console.text.JsonLines;
import graft.compiler.console.text.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says of each environment override what it is, who set it and what that overruled. */
@Component(service = {Command.class, Function.class})
@GogoCommand(scope = "graft", function = "environment")
public final class EnvironmentCommand implements Command {

  private final Environment environment;

  /** Tells of {@code environment}. */
  @Activate
  public EnvironmentCommand(@Reference Environment environment) {
    this.environment = environment;
  }

  @Override
  public Usage usage() {
    return new Usage("environment", "[--json]", "shows every environment override: value, source, what was overruled",
        List.of(Usage.flag("json", "one JSON object a line, one line an override")));
  }

  @Override
  public int run(Arguments arguments, Terminal terminal) {
    arguments.noOperands();
    if (arguments.has("json")) {
      for (Setting setting : environment.overrides()) {
        JsonLines.write(terminal.out(), json -> write(setting, json));
      }
      return DONE;
    }
    var table = new Table();
    for (Setting setting : environment.overrides()) {
      table.row(setting.name(), setting.value(), setting.source().title(), remarks(setting));
    }
    table.print(terminal.out(), "");
    return DONE;
  }

  private String remarks(Setting setting) {
    List<String> remarks = new ArrayList<>();
    if (!setting.overruled().isEmpty()) {
      var overruled = setting.overruled().stream().map(EnvironmentCommand::text).toList();
      remarks.add("overruled " + String.join(", ", overruled));
    }
    for (Refusal refusal : setting.refused()) {
      remarks.add("refused " + text(refusal.offer()) + ", " + refusal.reason());
    }
    if (remarks.isEmpty()) {
      remarks.add("overruled nothing");
    }
    if (isDeviceCheck(setting)) {
      remarks.add(environment.devices().answer());
    }
    return String.join("; ", remarks);
  }

  private static String text(Offer offer) {
    return offer.value() + " (" + offer.source().title() + ")";
  }

  private void write(Setting setting, JsonGenerator json) throws IOException {
    json.writeStringField("name", setting.name());
    json.writeStringField("value", setting.value());
    json.writeStringField("source", setting.source().title());
    json.writeArrayFieldStart("overruled");
    for (Offer offer : setting.overruled()) {
      json.writeStartObject();
      write(offer, json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("refused");
    for (Refusal refusal : setting.refused()) {
      json.writeStartObject();
      write(refusal.offer(), json);
      json.writeStringField("reason", refusal.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (isDeviceCheck(setting)) {
      DeviceCheck devices = environment.devices();
      json.writeNumberField("gpus", devices.gpus());
      json.writeStringField("answer", devices.answer());
    }
  }

  private static void write(Offer offer, JsonGenerator json) throws IOException {
    json.writeStringField("value", offer.value());
    json.writeStringField("source", offer.source().title());
  }

  private static boolean isDeviceCheck(Setting setting) {
    return setting.name().equals(Environment.NVML_CHECK);
  }
}
