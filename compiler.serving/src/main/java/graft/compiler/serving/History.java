package graft.compiler.serving;

import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.CompiledModel.Generation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** The last programs of a handle. Safe for any number of threads. */
final class History {

  private final ArrayDeque<Generation> generations = new ArrayDeque<>();

  synchronized void add(ServedProgram program, String reason) {
    if (generations.size() == CompiledModel.REMEMBERED) {
      generations.removeFirst();
    }
    generations.addLast(new Generation(program.recipe().fingerprint(), Instant.now(), reason, program.nanos()));
  }

  synchronized List<Generation> generations() {
    return List.copyOf(generations);
  }
}
