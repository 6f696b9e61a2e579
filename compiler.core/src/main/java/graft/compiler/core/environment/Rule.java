package graft.compiler.core.environment;

/** Which values a setting can take. */
enum Rule {
  /** Off or on. */
  FLAG("expected 0 or 1") {
    @Override
    boolean accepts(String value) {
      return value.equals("0") || value.equals("1");
    }
  },

  /** How many of something. */
  COUNT("expected a whole number of at least 1") {
    @Override
    boolean accepts(String value) {
      try {
        return Integer.parseInt(value) >= 1;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  };

  private final String expectation;

  Rule(String expectation) {
    this.expectation = expectation;
  }

  /** Whether the setting can be {@code value}. */
  abstract boolean accepts(String value);

  /** What is said of a value that it cannot be. */
  String expectation() {
    return expectation;
  }
}
