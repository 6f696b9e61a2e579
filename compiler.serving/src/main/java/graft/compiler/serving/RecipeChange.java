package graft.compiler.serving;

import graft.compiler.api.compile.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What makes two recipes of one model different, in words. */
final class RecipeChange {

  private RecipeChange() {}

  /** One line: which implementations came, went and changed. */
  static String between(Recipe before, Recipe after) {
    var changes = new ArrayList<String>();
    if (!before.runtime().equals(after.runtime())) {
      changes.add("runtime " + after.runtime() + " after " + before.runtime());
    }
    Map<List<String>, Recipe.Step> gone = byImplementation(before);
    byImplementation(after).forEach((name, step) -> {
      Recipe.Step known = gone.remove(name);
      if (known == null) {
        changes.add(title(step) + " came");
      } else if (!known.equals(step)) {
        changes.add(title(step) + " changed");
      }
    });
    gone.values().forEach(step -> changes.add(title(step) + " went"));
    return changes.isEmpty() ? "another order of implementations" : String.join(", ", changes);
  }

  private static Map<List<String>, Recipe.Step> byImplementation(Recipe recipe) {
    Map<List<String>, Recipe.Step> steps = new LinkedHashMap<>();
    recipe.steps().forEach(step -> steps.put(List.of(step.stage(), step.bundle(), step.implementation()), step));
    return steps;
  }

  private static String title(Recipe.Step step) {
    return step.stage() + " of " + step.bundle();
  }
}
