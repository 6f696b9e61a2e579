package graft.compiler.api.lower;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.kernel.Kernel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** A model calls operators that neither the lowering nor any kernel knows. */
public final class UnknownOperatorsException extends CompileException {

  private static final long serialVersionUID = 1L;

  /** The code of all such failures. */
  public static final String CODE = "unknown-operator";

  private final transient SequencedMap<String, List<String>> occurrences;

  /**
   * All unknown operators of a model.
   *
   * @param model the model's name
   * @param occurrences for each operator, {@code namespace::name.overload}, the values that its calls define or, where they
   *     define none, the places in the graph
   */
  public UnknownOperatorsException(String model, SequencedMap<String, List<String>> occurrences) {
    super(CODE, message(model, occurrences));
    this.occurrences = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(occurrences));
  }

  /** For each operator where it occurs, in the order of the graph. */
  public SequencedMap<String, List<String>> occurrences() {
    return occurrences;
  }

  private static String message(String model, SequencedMap<String, List<String>> occurrences) {
    String all =
        occurrences.entrySet().stream()
            .map(entry -> entry.getKey() + " (at " + String.join(", ", entry.getValue()) + ")")
            .collect(Collectors.joining("; "));
    return model
        + ": unknown operators: "
        + all
        + "; a bundle adds one with a "
        + Kernel.class.getSimpleName()
        + " service of property "
        + Kernel.OPERATOR
        + "=namespace::name";
  }
}
