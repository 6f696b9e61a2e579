package graft.compiler.jvm;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SequencedMap;

/** What a name of a function stands for while it runs: counted references, as Python counts them. */
sealed interface Held {

  /** One more name stands for it. */
  void retain();

  /** One name less. */
  void release();

  /** Memory of a run. */
  final class Block implements Held {

    private final MemorySegment memory;
    private final Runnable whenFree;
    private int names = 1;

    /** Memory that one name stands for; {@code whenFree} runs when none does any more. */
    Block(MemorySegment memory, Runnable whenFree) {
      this.memory = memory;
      this.whenFree = whenFree;
    }

    MemorySegment memory() {
      return memory;
    }

    @Override
    public void retain() {
      names++;
    }

    @Override
    public void release() {
      if (--names == 0) {
        whenFree.run();
      }
    }
  }

  /** The arguments of a partition function, until it is called. */
  final class Arguments implements Held {

    private final SequencedMap<String, Held> byName;

    Arguments(SequencedMap<String, Held> byName) {
      this.byName = byName;
    }

    /** Hands all over to the function that is called. */
    void passTo(Frame callee) {
      byName.forEach(callee::define);
      byName.clear();
    }

    @Override
    public void retain() {
      byName.values().forEach(Held::retain);
    }

    @Override
    public void release() {
      byName.values().forEach(Held::release);
    }
  }

  /** The results of a call. */
  record Tuple(List<Held> elements) implements Held {

    public Tuple {
      elements = List.copyOf(elements);
    }

    @Override
    public void retain() {
      elements.forEach(Held::retain);
    }

    @Override
    public void release() {
      elements.forEach(Held::release);
    }
  }
}
