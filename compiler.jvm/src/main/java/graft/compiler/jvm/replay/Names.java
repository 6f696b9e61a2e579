package graft.compiler.jvm.replay;

import java.util.HashMap;
import java.util.Map;

/** The names that one function has at a line. A plan that passed the verifier never asks for one that it has not. */
final class Names {

  private final Map<String, Value> names = new HashMap<>();
  private final Map<String, Value> handedOver = new HashMap<>();
  private final Map<String, Value> constants;

  /** A function that knows the graph's constants. */
  Names(Map<String, Value> constants) {
    this.constants = constants;
  }

  /** The names of a function that this one calls: none yet. */
  Names callee() {
    return new Names(constants);
  }

  void define(String name, Value value) {
    names.put(name, value);
  }

  boolean has(String name) {
    return names.containsKey(name) || constants.containsKey(name);
  }

  Value get(String name) {
    Value value = names.containsKey(name) ? names.get(name) : constants.get(name);
    if (value == null) {
      throw new IllegalStateException("the plan uses " + name + ", which is not defined there");
    }
    return value;
  }

  /** The memory that a name stands for, or that it stood for until another name took it over. */
  Block block(String name) {
    Value value = has(name) || !handedOver.containsKey(name) ? get(name) : handedOver.get(name);
    if (value instanceof Value.Memory memory) {
      return memory.block();
    }
    throw new IllegalStateException("the plan uses " + name + " as memory, which it is not");
  }

  /** Ends a name. */
  Value end(String name) {
    Value value = names.remove(name);
    if (value == null) {
      throw new IllegalStateException("the plan ends " + name + ", which is not defined there");
    }
    return value;
  }

  /** Ends a name whose memory another takes over: a kernel that works in place still reads the old one. */
  Block handOver(String name) {
    Value value = end(name);
    if (value instanceof Value.Memory memory) {
      handedOver.put(name, value);
      return memory.block();
    }
    throw new IllegalStateException("the plan reuses " + name + ", which is not memory");
  }
}
