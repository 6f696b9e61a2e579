package graft.compiler.console.model;

import graft.compiler.console.Failure;
import java.util.List;
import java.util.Optional;

/**
 * What came of checking one model.
 *
 * @param file the archive as it was named
 * @param compared how many tensors were compared
 * @param differences what differs, each in one line
 * @param failure why it could not be run, where it could not
 */
record CheckResult(String file, int compared, List<String> differences, Optional<Failure> failure) {

  CheckResult {
    differences = List.copyOf(differences);
  }

  static CheckResult failed(String file, Failure failure) {
    return new CheckResult(file, 0, List.of(), Optional.of(failure));
  }

  /** The verdict. */
  Verdict verdict() {
    if (failure.isPresent() || !differences.isEmpty()) {
      return Verdict.FAILED;
    }
    return compared == 0 ? Verdict.RAN : Verdict.PASSED;
  }

  /** The verdict's reason, in one line. */
  String reason() {
    if (failure.isPresent()) {
      return failure.get().message();
    }
    return switch (verdict()) {
      case FAILED ->
        differences.getFirst() + (differences.size() == 1 ? "" : "; and " + (differences.size() - 1) + " more");
      case RAN -> "no outputs are stored to compare with";
      case PASSED -> compared + (compared == 1 ? " tensor agrees" : " tensors agree");
    };
  }

  /** How it went. */
  enum Verdict {
    /** Everything agreed. */
    PASSED("passed"),
    /** It ran, and nobody knows what it should have computed. */
    RAN("ran"),
    /** It did not run, or something differed. */
    FAILED("FAILED");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /** For people. */
    String word() {
      return word;
    }
  }
}
