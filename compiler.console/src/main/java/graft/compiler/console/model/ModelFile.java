package graft.compiler.console.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model's archive and the files that lie beside it, which are named after it, with or without its {@code .core}.
 *
 * @param file the archive as the user named it
 * @param path where it is
 */
record ModelFile(String file, Path path) {

  static final String ENDING = ".pt2";
  private static final String CORE = ".core";

  /** The archive's name, without folder and {@code .pt2}. */
  String name() {
    String name = path.getFileName().toString();
    return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
  }

  /** The names that files beside it may start with, its own first. */
  List<String> names() {
    String name = name();
    return name.endsWith(CORE) ? List.of(name, name.substring(0, name.length() - CORE.length())) : List.of(name);
  }

  /** The file beside it that is called {@code ending} after one of its names, if there is one. */
  Optional<Path> beside(String ending) {
    return names().stream().map(name -> path.resolveSibling(name + ending)).filter(Files::isRegularFile).findFirst();
  }

  /** The inputs that are stored beside it, each with the outputs that PyTorch computed from them. */
  List<StoredCase> cases() {
    return Stream.of("", ".other").flatMap(variant -> beside(variant + ".inputs.safetensors").stream()
        .map(inputs -> new StoredCase(variant, inputs, beside(variant + ".outputs.safetensors")))).toList();
  }

  /**
   * Stored inputs.
   *
   * @param variant what the name has after the model's: nothing, or {@code .other} for inputs of another size
   * @param inputs the file that holds them
   * @param outputs the file that holds what PyTorch computed, where there is one
   */
  record StoredCase(String variant, Path inputs, Optional<Path> outputs) {}
}
