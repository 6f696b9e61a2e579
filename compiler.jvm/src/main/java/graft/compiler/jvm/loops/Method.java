package graft.compiler.jvm.loops;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;

/** A method that is being generated: its code, and which values are in its variables, singly and as vectors. */
final class Method {

  private final CodeBuilder code;
  private final KernelPlan plan;
  private final int[] segments;
  private final Variables singles;
  private final Variables vectors;

  /**
   * A method of a kernel.
   *
   * @param segments the variables that hold the memories, by number
   */
  Method(CodeBuilder code, KernelPlan plan, int[] segments) {
    this.code = code;
    this.plan = plan;
    this.segments = segments;
    singles = new Variables(plan.values().all().size());
    vectors = new Variables(plan.values().all().size());
  }

  CodeBuilder code() {
    return code;
  }

  KernelPlan plan() {
    return plan;
  }

  int segment(int memory) {
    return segments[memory];
  }

  /** Single values; those that depend on a loop that is done in vectors are the first of the vector. */
  Variables singles() {
    return singles;
  }

  Variables vectors() {
    return vectors;
  }

  /** Takes a single value off the stack into a new variable. */
  void store(Value value) {
    TypeKind kind = Types.kind(value.type());
    int variable = code.allocateLocal(kind);
    code.storeLocal(kind, variable);
    singles.keep(value, variable);
  }

  /** Takes a vector off the stack into a new variable. */
  void storeVector(Value value) {
    int variable = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(variable);
    vectors.keep(value, variable);
  }

  /** Code after which the variables that it made are forgotten: it may not have run, or not last. */
  void scope(Runnable inside) {
    singles.open();
    vectors.open();
    inside.run();
    vectors.close();
    singles.close();
  }

  /** A loop over a long variable, which is set; while it is below what {@code bound} pushes. */
  void loop(int variable, Runnable bound, Runnable body) {
    Label head = code.newBoundLabel();
    Label end = code.newLabel();
    code.lload(variable);
    bound.run();
    code.lcmp().branch(Opcode.IFGE, end);
    scope(body);
    code.lload(variable).lconst_1().ladd().lstore(variable);
    code.goto_(head).labelBinding(end);
  }
}
