package graft.compiler.itest;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.ModelReader;
import graft.compiler.api.model.TensorFiles;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Compiler;
import graft.compiler.api.serving.Session;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.api.tensor.TensorComparison;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * An exported model with inputs, and the outputs that eager PyTorch gave for them.
 *
 * @param name the archive below {@code testdata/models}, without {@code .pt2}
 * @param split operators to split on
 */
record StoredModel(String name, List<String> split) {

  /** Compiles it with the services of this moment, runs it, and compares each output with the stored one. */
  Map<String, TensorComparison> check(House house) {
    try (CompiledModel compiled = compile(house)) {
      return check(compiled, house);
    }
  }

  /** A handle, which the caller closes. */
  CompiledModel compile(House house) {
    ExportedModel model = house.service(ModelReader.class).read(file(".pt2"));
    return house.service(Compiler.class).compile(model, CompileOptions.DEFAULT.withSplit(split));
  }

  /** Runs a handle of it from the stored state, and compares. */
  Map<String, TensorComparison> check(CompiledModel compiled, House house) {
    return check(compiled, house, "");
  }

  /** Whether inputs of another size are stored. */
  boolean hasOther() {
    return Files.exists(tensors(".other.inputs"));
  }

  /** Runs a handle of it at the other size, and compares. */
  Map<String, TensorComparison> checkOther(CompiledModel compiled, House house) {
    return check(compiled, house, ".other");
  }

  private Map<String, TensorComparison> check(CompiledModel compiled, House house, String which) {
    TensorFiles tensors = house.service(TensorFiles.class);
    Map<String, Tensor> inputs = tensors.read(tensors(which + ".inputs"), Arena.ofAuto());
    SequencedMap<String, Tensor> computed;
    try (Session session = compiled.session()) {
      computed = session.run(inputs);
    }
    Map<String, TensorComparison> comparisons = new TreeMap<>();
    tensors.read(tensors(which + ".outputs"), Arena.ofAuto())
        .forEach((output, expected) -> comparisons
            .put(output, TensorComparison.of(expected, Objects.requireNonNull(computed.get(output), output))));
    return comparisons;
  }

  private Path file(String ending) {
    return Checkout.path("testdata/models").resolve(name + ending);
  }

  /** What is stored for a model is stored once for both of its forms. */
  private Path tensors(String which) {
    String both = name.endsWith(".core") ? name.substring(0, name.length() - ".core".length()) : name;
    return Checkout.path("testdata/models").resolve(both + which + ".safetensors");
  }

  @Override
  public String toString() {
    return name;
  }
}
