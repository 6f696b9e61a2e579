package graft.compiler.jvm.loops;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Which values are in which variables of a method, where its code stands. */
final class Variables {

  private static final int NOWHERE = -1;

  private final int[] variables;
  private final Deque<List<Value>> scopes = new ArrayDeque<>();

  /** For some of so many values. */
  Variables(int values) {
    this.variables = new int[values];
    Arrays.fill(variables, NOWHERE);
    scopes.push(new ArrayList<>());
  }

  boolean has(Value value) {
    return variables[value.number()] != NOWHERE;
  }

  int of(Value value) {
    return variables[value.number()];
  }

  /** From here to the end of the scope the value is in this variable. */
  void keep(Value value, int variable) {
    variables[value.number()] = variable;
    scopes.element().add(value);
  }

  void open() {
    scopes.push(new ArrayList<>());
  }

  void close() {
    for (Value value : scopes.pop()) {
      variables[value.number()] = NOWHERE;
    }
  }

  /** Runs with the values that depend on a loop forgotten. */
  void without(int depth, List<Value> values, Runnable inside) {
    int[] saved = variables.clone();
    for (Value value : values) {
      if (value.number() < variables.length && (value.axes() >>> depth & 1) != 0) {
        variables[value.number()] = NOWHERE;
      }
    }
    open();
    inside.run();
    close();
    System.arraycopy(saved, 0, variables, 0, saved.length);
  }
}
