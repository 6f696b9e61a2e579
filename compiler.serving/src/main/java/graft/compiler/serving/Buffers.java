package graft.compiler.serving;

import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.tensor.Tensor;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiFunction;

/**
 * What a model's mutable buffers hold between runs. A program never writes into them and returns each in memory of its own, so the
 * new content is kept as it is and nothing is copied. Safe for any number of threads.
 */
final class Buffers {

  /** What the result that holds a buffer's new content is called, before the buffer's name. */
  static final String RESULT = "buffer_";

  private final ExportedModel model;
  private final List<String> mutable;
  private final Map<String, Tensor> written = new HashMap<>();

  /**
   * As the archive has them.
   *
   * @param mutable the names of those that the model writes into
   */
  Buffers(ExportedModel model, List<String> mutable) {
    this.model = model;
    this.mutable = List.copyOf(mutable);
  }

  /**
   * Runs on them, one run at a time unless none is written.
   *
   * @param program takes what the archive holds, and what was written since
   */
  SequencedMap<String, Tensor> run(
      BiFunction<Map<String, Tensor>, Map<String, Tensor>, SequencedMap<String, Tensor>> program) {
    if (mutable.isEmpty()) {
      return program.apply(model.state(), Map.of());
    }
    synchronized (this) {
      var results = new LinkedHashMap<>(program.apply(model.state(), written));
      for (String name : mutable) {
        Tensor result = results.get(RESULT + name);
        if (result != null) {
          Tensor kept = readOnly(result);
          written.put(name, kept);
          results.put(RESULT + name, kept);
        }
      }
      return results;
    }
  }

  /** What they hold. */
  SequencedMap<String, Tensor> content() {
    var content = new LinkedHashMap<String, Tensor>();
    synchronized (this) {
      mutable.forEach(name -> content.put(name, readOnly(written.getOrDefault(name, model.tensor(name)))));
    }
    return Collections.unmodifiableSequencedMap(content);
  }

  private static Tensor readOnly(Tensor tensor) {
    return Tensor.of(tensor.type(), tensor.shape(), tensor.strides(), tensor.data().asReadOnly());
  }
}
