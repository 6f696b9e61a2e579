package graft.compiler.jvm;

import graft.compiler.jvm.Held.Block;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** The names that one function has while it runs. A plan that passed the verifier never asks for one that it has not. */
final class Frame {

  private final Map<String, Held> names = new HashMap<>();
  private final Map<String, Held> constants;

  /** A function that knows the graph's constants. */
  Frame(Map<String, Held> constants) {
    this.constants = constants;
  }

  /** The names of a function that this one calls: none yet. */
  Frame callee() {
    return new Frame(constants);
  }

  /** Lets a name stand for something; the reference is the name's from now on. */
  void define(String name, Held held) {
    Held old = names.put(name, held);
    if (old != null) {
      old.release();
    }
  }

  boolean has(String name) {
    return names.containsKey(name) || constants.containsKey(name);
  }

  Held get(String name) {
    Held held = names.containsKey(name) ? names.get(name) : constants.get(name);
    if (held == null) {
      throw new IllegalStateException("the plan uses " + name + ", which is not defined there");
    }
    return held;
  }

  /** The memory that a name stands for. */
  MemorySegment memory(String name) {
    if (get(name) instanceof Block block) {
      return block.memory();
    }
    throw new IllegalStateException("the plan uses " + name + " as memory, which is a tuple");
  }

  /** One more reference to what a name stands for. */
  Held share(String name) {
    Held held = get(name);
    held.retain();
    return held;
  }

  /** Ends a name. */
  void end(String name) {
    take(name).release();
  }

  /** Ends a name; its reference is the caller's from now on. */
  Held take(String name) {
    Held held = names.remove(name);
    if (held == null) {
      throw new IllegalStateException("the plan ends " + name + ", which is not defined there");
    }
    return held;
  }

  /** Ends all names. */
  void endAll() {
    names.values().forEach(Held::release);
    names.clear();
  }
}
