package graft.compiler.api.compile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which implementation of each stage made a program, and with what options. Two programs with equal recipes were made alike;
 * nothing in a recipe changes when the framework restarts.
 *
 * @param runtime the runtime's version, with its local build after a plus sign where it has one: {@code 2.9.0+cu128}
 * @param steps every implementation in use: stage by stage, highest ranking first
 * @param options the compile's options
 */
public record Recipe(String runtime, List<Step> steps, CompileOptions options) {

  public Recipe {
    steps = List.copyOf(steps);
  }

  /**
   * One implementation of a stage.
   *
   * @param stage the stage's name
   * @param implementation the component's name
   * @param bundle symbolic name of its bundle
   * @param version the bundle's version
   * @param digest SHA-256 of the bundle's content, in hexadecimal
   * @param ranking its service ranking
   * @param fix the fix's name, empty where it comes with the runtime itself
   * @param configuration its configuration, sorted by name
   */
  public record Step(
      String stage,
      String implementation,
      String bundle,
      String version,
      String digest,
      int ranking,
      String fix,
      SortedMap<String, String> configuration) {

    public Step {
      configuration = Collections.unmodifiableSortedMap(new TreeMap<>(configuration));
    }
  }

  /** Names of the fixes in use, in the order of the steps. */
  public List<String> fixes() {
    return steps.stream().map(Step::fix).filter(name -> !name.isEmpty()).distinct().toList();
  }

  /** SHA-256 of the whole recipe, in hexadecimal. */
  public String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
