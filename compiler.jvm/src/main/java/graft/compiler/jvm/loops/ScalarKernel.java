package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import graft.compiler.jvm.loops.NestPlan.Target;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/** The class of a kernel that computes single values. */
final class ScalarKernel {

  private static final ClassDesc NAME =
      ClassDesc.of(ScalarKernel.class.getPackageName(), "Scalar");
  private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(CD_void, Types.SCRATCH);
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, Types.SEGMENT.arrayType(), CD_long.arrayType(), CD_long, CD_long);

  private static final int BUFFERS = 1;
  private static final int SYMBOLS = 2;
  private static final int FROM = 3;
  private static final int TO = 5;

  private final KernelPlan plan;
  private final CodeBuilder code;
  private final Method method;
  private final int[] segments;
  private final ScalarCode scalars;

  private ScalarKernel(KernelPlan plan, CodeBuilder code) {
    this.plan = plan;
    this.code = code;
    method = new Method(code, plan.values().all().size());
    segments = new int[plan.buffers() + plan.scratch().size()];
    scalars = new ScalarCode(method, SYMBOLS, segments);
  }

  /** The class file. */
  static byte[] generate(KernelPlan plan) {
    return ClassFile.of().build(
        NAME, type -> type.withSuperclass(Types.GENERATED).withFlags(ClassFile.ACC_FINAL)
            .withMethodBody(
                INIT_NAME, CONSTRUCTOR, 0,
                code -> code.aload(0).aload(1).invokespecial(Types.GENERATED, INIT_NAME, CONSTRUCTOR).return_())
            .withMethodBody(
                "run", RUN, ClassFile.ACC_PUBLIC,
                code -> new ScalarKernel(plan, code).run()));
  }

  private void run() {
    code.lload(FROM).lload(TO).lcmp().ifThen(Opcode.IFGE, done -> done.return_());
    memories();
    List<Value> sizes = new ArrayList<>(plan.shared());
    for (NestPlan nest : plan.nests()) {
      sizes.addAll(nest.own());
      sizes.addAll(nest.reduced());
    }
    scalars.hoist(sizes, 0, false);
    units();
    code.return_();
  }

  private void memories() {
    for (int i = 0; i < plan.buffers(); i++) {
      segments[i] = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(BUFFERS).loadConstant(i).aaload().astore(segments[i]);
    }
    if (plan.scratch().isEmpty()) {
      return;
    }
    int all = code.allocateLocal(TypeKind.REFERENCE);
    int start = code.allocateLocal(TypeKind.LONG);
    scalars.hoist(plan.scratch(), 0, false);
    code.aload(0).lconst_0();
    for (Value size : plan.scratch()) {
      pushAligned(size);
      code.ladd();
    }
    code.invokevirtual(Types.GENERATED, "scratch", MethodTypeDesc.of(Types.SEGMENT, CD_long)).astore(all);
    code.lconst_0().lstore(start);
    for (int i = 0; i < plan.scratch().size(); i++) {
      Value size = plan.scratch().get(i);
      int segment = code.allocateLocal(TypeKind.REFERENCE);
      segments[plan.buffers() + i] = segment;
      code.aload(all).lload(start);
      scalars.push(size);
      code.invokeinterface(Types.SEGMENT, "asSlice", MethodTypeDesc.of(Types.SEGMENT, CD_long, CD_long))
          .astore(segment)
          .lload(start);
      pushAligned(size);
      code.ladd().lstore(start);
    }
  }

  /** Scratch memories start at cache lines. */
  private void pushAligned(Value size) {
    scalars.push(size);
    code.loadConstant(63L).ladd().loadConstant(-64L).land();
  }

  private void units() {
    int loops = plan.units().loops();
    if (loops == 0) {
      scalars.hoist(roots(), 0, false);
      nests();
    } else if (loops == 1) {
      only();
    } else {
      several(loops);
    }
  }

  /** A single loop counts the units, some rounds each. */
  private void only() {
    int block = plan.units().block();
    Value extent = plan.shared().getFirst();
    int round = code.allocateLocal(TypeKind.LONG);
    int end = code.allocateLocal(TypeKind.LONG);
    scalars.hoist(roots(), 0, false);
    code.lload(FROM).loadConstant((long) block).lmul().lstore(round);
    code.lload(TO).loadConstant((long) block).lmul();
    scalars.push(extent);
    code.invokestatic(Types.MATH, "min", Types.LONGS_TO_LONG).lstore(end);
    method.loop(round, () -> code.lload(end), 1, () -> {
      method.keep(plan.values().axis(0), round);
      shared(1);
    });
  }

  /** The points of several loops count the units: the axes go on together like an odometer. */
  private void several(int loops) {
    int[] axes = new int[loops];
    for (int i = 0; i < loops; i++) {
      axes[i] = code.allocateLocal(TypeKind.LONG);
    }
    int unit = code.allocateLocal(TypeKind.LONG);
    scalars.hoist(roots(), 0, false);
    code.lload(FROM).lstore(unit);
    for (int i = loops - 1; i > 0; i--) {
      code.lload(unit);
      scalars.push(plan.shared().get(i));
      code.lrem().lstore(axes[i]).lload(unit);
      scalars.push(plan.shared().get(i));
      code.ldiv().lstore(unit);
    }
    code.lload(unit).lstore(axes[0]).lload(FROM).lstore(unit);
    method.loop(unit, () -> code.lload(TO), 1, () -> {
      method.scope(() -> {
        for (int i = 0; i < loops; i++) {
          method.keep(plan.values().axis(i), axes[i]);
        }
        shared(loops);
      });
      advance(axes, loops - 1);
    });
  }

  private void advance(int[] axes, int last) {
    code.lload(axes[last]).lconst_1().ladd().lstore(axes[last]);
    if (last > 0) {
      code.lload(axes[last]);
      scalars.push(plan.shared().get(last));
      code.lcmp().ifThen(Opcode.IFGE, carry -> {
        code.lconst_0().lstore(axes[last]);
        advance(axes, last - 1);
      });
    }
  }

  /** The shared loops from a depth on. */
  private void shared(int depth) {
    scalars.hoist(roots(), depth, false);
    if (depth == plan.shared().size()) {
      nests();
      return;
    }
    loop(depth, plan.shared().get(depth), () -> shared(depth + 1));
  }

  private void loop(int depth, Value extent, Runnable body) {
    int variable = code.allocateLocal(TypeKind.LONG);
    code.lconst_0().lstore(variable);
    method.loop(variable, () -> scalars.push(extent), 1, () -> {
      method.keep(plan.values().axis(depth), variable);
      body.run();
    });
  }

  private void nests() {
    for (NestPlan nest : plan.nests()) {
      method.scope(() -> own(nest, plan.shared().size(), 0));
      if (nest.target() instanceof Target.Later(Value result)) {
        method.keep(result, laterVariable);
      }
    }
  }

  private int laterVariable;

  private void own(NestPlan nest, int depth, int loop) {
    if (loop == nest.own().size()) {
      point(nest, depth);
      return;
    }
    scalars.hoist(roots(nest), depth, true);
    loop(depth, nest.own().get(loop), () -> own(nest, depth + 1, loop + 1));
  }

  private void point(NestPlan nest, int depth) {
    if (nest.kind().isEmpty()) {
      store(nest, () -> scalars.push(nest.value()));
      return;
    }
    var accumulator = new Accumulator(code, nest.kind().get(), nest.value().type());
    method.scope(() -> reduced(nest, accumulator, depth, 0));
    store(nest, () -> accumulator.result(scalars));
  }

  private void reduced(NestPlan nest, Accumulator accumulator, int depth, int loop) {
    if (loop == nest.reduced().size()) {
      accumulator.add(() -> scalars.push(nest.value()));
      return;
    }
    scalars.hoist(List.of(nest.value()), depth, true);
    loop(depth, nest.reduced().get(loop), () -> reduced(nest, accumulator, depth + 1, loop + 1));
  }

  private void store(NestPlan nest, Runnable value) {
    switch (nest.target()) {
      case Target.Memory(int number, Value address) ->
        Access.write(code, segments[number], nest.value().type(), () -> scalars.push(address), value);
      case Target.Later later -> {
        TypeKind kind = Types.kind(later.result().type());
        laterVariable = code.allocateLocal(kind);
        value.run();
        code.storeLocal(kind, laterVariable);
      }
    }
  }

  private List<Value> roots() {
    return plan.nests().stream().flatMap(nest -> roots(nest).stream()).toList();
  }

  private static List<Value> roots(NestPlan nest) {
    return nest.target() instanceof Target.Memory memory ? List.of(memory.address(), nest.value())
        : List.of(nest.value());
  }
}
