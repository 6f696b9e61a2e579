package graft.compiler.console.text;

import com.fasterxml.jackson.core.JsonGenerator;
import graft.compiler.api.compile.Recipe;
import java.io.IOException;
import java.io.PrintStream;

/** Recipes for people and programs. */
public final class RecipeText {

  private static final int SHORT = 12;

  private RecipeText() {}

  /** Runtime and fixes in a few words. */
  public static String line(Recipe recipe) {
    return recipe.runtime()
        + (recipe.fixes().isEmpty() ? ", no fixes" : ", fixed by " + String.join(", ", recipe.fixes()));
  }

  /** Every implementation, a row each, and the fingerprint. */
  public static void print(Recipe recipe, PrintStream out, String indent) {
    var table = new Table();
    table.row("stage", "implementation", "bundle", new Table.Heading("ranking"), "fix", "digest");
    for (Recipe.Step step : recipe.steps()) {
      table.row(step.stage(), step.implementation(), step.bundle() + " " + step.version(), step.ranking(), step.fix(),
          step.digest().substring(0, Math.min(SHORT, step.digest().length())));
    }
    table.print(out, indent);
    out.println(indent + "fingerprint " + recipe.fingerprint());
  }

  /** The field {@code recipe}, whole. */
  public static void write(Recipe recipe, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("recipe");
    json.writeStringField("fingerprint", recipe.fingerprint());
    json.writeStringField("runtime", recipe.runtime());
    JsonLines.strings(json, "fixes", recipe.fixes());
    json.writeArrayFieldStart("steps");
    for (Recipe.Step step : recipe.steps()) {
      json.writeStartObject();
      json.writeStringField("stage", step.stage());
      json.writeStringField("implementation", step.implementation());
      json.writeStringField("bundle", step.bundle());
      json.writeStringField("version", step.version());
      json.writeStringField("digest", step.digest());
      json.writeNumberField("ranking", step.ranking());
      json.writeStringField("fix", step.fix());
      json.writeObjectFieldStart("configuration");
      for (var setting : step.configuration().entrySet()) {
        json.writeStringField(setting.getKey(), setting.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    JsonLines.strings(json, "split", recipe.options().splitOperators());
    json.writeNumberField("threads", recipe.options().threads());
    json.writeEndObject();
  }
}
