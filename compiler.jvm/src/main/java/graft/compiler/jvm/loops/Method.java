package graft.compiler.jvm.loops;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** A method that is being generated: its code, and which values are in its variables where the code stands. */
final class Method {

  private static final int NOWHERE = -1;

  private final CodeBuilder code;
  private final int[] variables;
  private final Deque<List<Value>> scopes = new ArrayDeque<>();

  /** A method that computes some of so many values. */
  Method(CodeBuilder code, int values) {
    this.code = code;
    this.variables = new int[values];
    Arrays.fill(variables, NOWHERE);
    scopes.push(new ArrayList<>());
  }

  CodeBuilder code() {
    return code;
  }

  /** Whether a value is in a variable here. */
  boolean has(Value value) {
    return variables[value.number()] != NOWHERE;
  }

  /** Puts a value that is in a variable on the stack. */
  void load(Value value, TypeKind kind) {
    code.loadLocal(kind, variables[value.number()]);
  }

  /** From here to the end of the scope the value is in this variable. */
  void keep(Value value, int variable) {
    variables[value.number()] = variable;
    scopes.element().add(value);
  }

  /** Takes the value off the stack into a new variable. */
  void store(Value value, TypeKind kind) {
    int variable = code.allocateLocal(kind);
    code.storeLocal(kind, variable);
    keep(value, variable);
  }

  /** Code after which the variables that it made are forgotten: it may not have run, or not last. */
  void scope(Runnable inside) {
    scopes.push(new ArrayList<>());
    inside.run();
    for (Value value : scopes.pop()) {
      variables[value.number()] = NOWHERE;
    }
  }

  /** A loop over a long variable, which is set; while it is below what {@code bound} pushes. */
  void loop(int variable, Runnable bound, int step, Runnable body) {
    Label head = code.newBoundLabel();
    Label end = code.newLabel();
    code.lload(variable);
    bound.run();
    code.lcmp().branch(Opcode.IFGE, end);
    scope(body);
    code.lload(variable).loadConstant((long) step).ladd().lstore(variable);
    code.goto_(head).labelBinding(end);
  }
}
