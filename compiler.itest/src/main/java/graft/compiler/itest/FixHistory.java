package graft.compiler.itest;

import graft.compiler.api.compile.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which fixes were there when, as far as whoever changes them knows. Safe for any thread; one thread writes. */
final class FixHistory {

  private final List<Moment> moments = new ArrayList<>();

  /**
   * A stretch of time in which nothing changed, or somebody was just changing something.
   *
   * @param there the fixes that were there
   * @param changing those that may have been there or not; all of them while the core is changing
   * @param steps the steps of a recipe, unknown while something is changing
   */
  private record Moment(Set<KnownFix> there, Set<KnownFix> changing, List<Recipe.Step> steps) {

    boolean isSurelyThere(KnownFix fix) {
      return there.contains(fix) && !changing.contains(fix);
    }

    boolean isSurelyGone(KnownFix fix) {
      return !there.contains(fix) && !changing.contains(fix);
    }

    boolean isCoreChanging() {
      return changing.size() == KnownFix.values().length;
    }
  }

  FixHistory(Set<KnownFix> there, Recipe recipe) {
    settled(there, recipe);
  }

  /** From now on a fix may be there or not. */
  void changing(KnownFix fix) {
    changing(Set.of(fix));
  }

  /** From now on the core may be there or not, and with it the fixes. */
  void changingCore() {
    changing(Set.of(KnownFix.values()));
  }

  private synchronized void changing(Set<KnownFix> fixes) {
    moments.add(new Moment(moments.getLast().there(), fixes, List.of()));
  }

  /** From now on these fixes are there and recipes are like this. */
  synchronized void settled(Set<KnownFix> there, Recipe recipe) {
    moments.add(new Moment(Set.copyOf(there), Set.of(), recipe.steps()));
  }

  /** The moment it is. */
  synchronized int now() {
    return moments.size() - 1;
  }

  /** All that was from a moment until now. */
  synchronized Span since(int moment) {
    return new Span(List.copyOf(moments.subList(moment, moments.size())));
  }

  /** The moments of one compile. */
  record Span(List<Moment> moments) {

    boolean isSurelyThere(KnownFix fix) {
      return moments.stream().allMatch(moment -> moment.isSurelyThere(fix));
    }

    boolean isSurelyGone(KnownFix fix) {
      return moments.stream().allMatch(moment -> moment.isSurelyGone(fix));
    }

    boolean hasCoreChanged() {
      return moments.stream().anyMatch(Moment::isCoreChanging);
    }

    /** The steps of the recipe, if nothing changed meanwhile. */
    Optional<List<Recipe.Step>> steps() {
      return moments.size() == 1 && moments.getFirst().changing().isEmpty()
          ? Optional.of(moments.getFirst().steps())
          : Optional.empty();
    }
  }
}
