package graft.compiler.api.runtime;

import java.util.List;

/**
 * One setting, where its value came from, and what became of the other values that were offered.
 *
 * @param name the setting's name
 * @param value its value in force
 * @param source where the value came from
 * @param overruled valid values of weaker sources, strongest first
 * @param refused values that are none, strongest first
 */
public record Setting(String name, String value, Source source, List<Offer> overruled, List<Refusal> refused) {

  public Setting {
    overruled = List.copyOf(overruled);
    refused = List.copyOf(refused);
  }

  /** A value and where it came from. */
  public record Offer(String value, Source source) {}

  /**
   * An offer that the setting cannot take.
   *
   * @param offer what was offered
   * @param reason what was expected, for people
   */
  public record Refusal(Offer offer, String reason) {}

  /** Where a value can come from, strongest first. */
  public enum Source {
    /** Configuration Admin. */
    CONFIGURATION_ADMIN("Configuration Admin"),
    /** A property of the framework's launch configuration. */
    LAUNCH_CONFIGURATION("launch configuration"),
    /** Graft's own default, which overwrites the process's environment as upstream does. */
    DEFAULT("default"),
    /** A variable of the process's environment. */
    PROCESS_ENVIRONMENT("environment");

    private final String title;

    Source(String title) {
      this.title = title;
    }

    /** The source's name for people. */
    public String title() {
      return title;
    }
  }
}
