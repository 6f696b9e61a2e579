package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import graft.compiler.jvm.loops.NestPlan.Target;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The code of a kernel's run: its loops, and in them its nests. */
final class KernelCode {

  private static final int BUFFERS = 0;
  static final int SYMBOLS = 1;
  private static final int LANES = 2;

  private final KernelPlan plan;
  private final @Nullable VectorPlan vectorPlan;
  private final CodeBuilder code;
  private final Method method;
  private final int[] segments;
  private final ScalarCode scalars;

  /** The variables of the first unit and the one after the last. */
  private final int from;
  private final int to;

  /** Set while the code is in a loop that is done in vectors. */
  private @Nullable VectorCode vectors;

  /**
   * Code into a builder.
   *
   * @param vectorPlan which loops are done in vectors; null for single values
   * @param outline the values that have methods of their own
   */
  KernelCode(KernelPlan plan, @Nullable VectorPlan vectorPlan, Outline outline, CodeBuilder code) {
    this.plan = plan;
    this.vectorPlan = vectorPlan;
    this.code = code;
    segments = new int[plan.buffers() + plan.scratch().size()];
    method = new Method(code, plan, segments);
    scalars = new ScalarCode(method, SYMBOLS, outline);
    from = segmentParameters(plan);
    to = from + TypeKind.LONG.slotSize();
  }

  /**
   * The parameters of the method that does a part of a run: buffers and symbols, the segment in which lanes become vectors, the
   * scratch memories, and from which unit to which.
   */
  static MethodTypeDesc partType(KernelPlan plan) {
    var parameters = new ArrayList<ClassDesc>();
    parameters.add(Types.SEGMENT.arrayType());
    parameters.add(CD_long.arrayType());
    for (int i = 0; i <= plan.scratch().size(); i++) {
      parameters.add(Types.SEGMENT);
    }
    parameters.add(CD_long);
    parameters.add(CD_long);
    return MethodTypeDesc.of(CD_void, parameters);
  }

  /** How many of its parameters come before the units. */
  static int segmentParameters(KernelPlan plan) {
    return LANES + 1 + plan.scratch().size();
  }

  /** Gets all memories into variables. */
  static void loadSegments(KernelPlan plan, CodeBuilder code, int[] segments) {
    for (int i = 0; i < plan.buffers(); i++) {
      segments[i] = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(BUFFERS).loadConstant(i).aaload().astore(segments[i]);
    }
    for (int i = 0; i < plan.scratch().size(); i++) {
      segments[plan.buffers() + i] = LANES + 1 + i;
    }
  }

  /** Emits that method, a static one. */
  void part() {
    loadSegments(plan, code, segments);
    List<Value> sizes = new ArrayList<>(plan.shared());
    for (NestPlan nest : plan.nests()) {
      sizes.addAll(nest.own());
      sizes.addAll(nest.reduced());
    }
    scalars.hoist(sizes, 0, false);
    units();
    code.return_();
  }

  private void units() {
    int loops = plan.units().loops();
    scalars.hoist(roots(), 0, false);
    if (loops == 0) {
      shared(0);
    } else if (loops == 1) {
      only();
    } else {
      several(loops);
    }
  }

  /** A single loop counts the units, some rounds each. */
  private void only() {
    int block = plan.units().block();
    int round = code.allocateLocal(TypeKind.LONG);
    int end = code.allocateLocal(TypeKind.LONG);
    code.lload(from).loadConstant((long) block).lmul().lstore(round);
    code.lload(to).loadConstant((long) block).lmul();
    scalars.push(plan.shared().getFirst());
    code.invokestatic(Types.MATH, "min", Types.LONGS_TO_LONG).lstore(end);
    loop(0, round, end, isVector(0), () -> shared(1));
  }

  /** The points of several loops count the units: the axes go on together like an odometer. */
  private void several(int loops) {
    int[] axes = new int[loops];
    for (int i = 0; i < loops; i++) {
      axes[i] = code.allocateLocal(TypeKind.LONG);
    }
    int unit = code.allocateLocal(TypeKind.LONG);
    code.lload(from).lstore(unit);
    for (int i = loops - 1; i > 0; i--) {
      code.lload(unit);
      scalars.push(plan.shared().get(i));
      code.lrem().lstore(axes[i]).lload(unit);
      scalars.push(plan.shared().get(i));
      code.ldiv().lstore(unit);
    }
    code.lload(unit).lstore(axes[0]).lload(from).lstore(unit);
    method.loop(unit, () -> code.lload(to), () -> {
      method.scope(() -> {
        for (int i = 0; i < loops; i++) {
          method.singles().keep(plan.values().axis(i), axes[i]);
        }
        shared(loops);
      });
      advance(axes, loops - 1);
    });
  }

  /** Without a branch, as one that is hardly ever taken is not compiled before it is taken. */
  private void advance(int[] axes, int last) {
    code.lload(axes[last]).lconst_1().ladd().lstore(axes[last]);
    int carry = code.allocateLocal(TypeKind.LONG);
    for (int i = last; i > 0; i--) {
      // All ones while the axis stays below its extent, and 0 where it starts anew.
      code.lload(axes[i]);
      scalars.push(plan.shared().get(i));
      code.lsub().loadConstant(Long.SIZE - 1).lshr().lstore(carry);
      code.lload(axes[i]).lload(carry).land().lstore(axes[i]);
      code.lload(axes[i - 1]).lconst_1().ladd().lload(carry).ladd().lstore(axes[i - 1]);
    }
  }

  /** Whether a shared loop is done in vectors. */
  private boolean isVector(int depth) {
    return vectorPlan != null && plan.isSharedInnermost() && depth == plan.shared().size() - 1;
  }

  /** The shared loops from a depth on. */
  private void shared(int depth) {
    if (depth == plan.shared().size()) {
      if (vectors == null) {
        scalars.hoist(roots(), depth, false);
      }
      nests();
      return;
    }
    scalars.hoist(roots(), depth, false);
    loop(depth, plan.shared().get(depth), isVector(depth), () -> shared(depth + 1));
  }

  private void loop(int depth, Value extent, boolean isVector, Runnable body) {
    int round = code.allocateLocal(TypeKind.LONG);
    int end = code.allocateLocal(TypeKind.LONG);
    code.lconst_0().lstore(round);
    scalars.push(extent);
    code.lstore(end);
    loop(depth, round, end, isVector, body);
  }

  /** A loop over a variable, which is set, up to another. */
  private void loop(int depth, int round, int end, boolean isVector, Runnable body) {
    if (isVector && vectorPlan != null) {
      vectorLoop(vectorPlan, depth, round, end, body);
      return;
    }
    method.loop(round, () -> code.lload(end), () -> {
      method.singles().keep(plan.values().axis(depth), round);
      body.run();
    });
  }

  /** Whole vectors, and at the end those rounds that do not fill one. */
  private void vectorLoop(VectorPlan lanePlan, int depth, int start, int end, Runnable body) {
    int count = code.allocateLocal(TypeKind.INT);
    int bound = code.allocateLocal(TypeKind.INT);
    int done = code.allocateLocal(TypeKind.INT);
    int round = code.allocateLocal(TypeKind.LONG);
    code.lload(end).lload(start).lsub().invokestatic(Types.MATH, "toIntExact", Types.LONG_TO_INT).istore(count);
    code.iload(count).loadConstant(lanePlan.lanes() - 1).isub().istore(bound);
    code.iconst_0().istore(done);
    Label head = code.newBoundLabel();
    Label rest = code.newLabel();
    Label finished = code.newLabel();
    code.iload(done).iload(bound).branch(Opcode.IF_ICMPGE, rest);
    inVectors(new VectorCode(method, scalars, lanePlan, depth, VectorCode.ALL, count, LANES), start, done, round, depth,
        body);
    code.iinc(done, lanePlan.lanes()).goto_(head).labelBinding(rest);
    code.iload(done).iload(count).branch(Opcode.IF_ICMPGE, finished);
    new VectorAssembler(code, lanePlan.lanes()).species(Lane.FLOAT);
    code.iload(done).iload(count);
    int mask = new VectorAssembler(code, lanePlan.lanes()).inRange().keep();
    code.iload(count).iload(done).isub().istore(count);
    inVectors(new VectorCode(method, scalars, lanePlan, depth, mask, count, LANES), start, done, round, depth, body);
    code.labelBinding(finished);
  }

  private void inVectors(VectorCode inside, int start, int done, int round, int depth, Runnable body) {
    code.lload(start).iload(done).i2l().ladd().lstore(round);
    method.scope(() -> {
      method.singles().keep(plan.values().axis(depth), round);
      vectors = inside;
      body.run();
      vectors = null;
    });
  }

  private void nests() {
    for (int i = 0; i < plan.nests().size(); i++) {
      NestPlan nest = plan.nests().get(i);
      int result = code.allocateLocal(vectors != null ? TypeKind.REFERENCE : Types.kind(nest.value().type()));
      int depth = vectorPlan == null ? VectorPlan.NONE : vectorPlan.depth(i);
      method.scope(() -> own(nest, depth, plan.shared().size(), 0, result));
      if (nest.target() instanceof Target.Later(Value later)) {
        if (vectors != null) {
          method.vectors().keep(later, result);
        } else {
          method.singles().keep(later, result);
        }
      }
    }
  }

  /** Keeps in variables what is the same in all rounds of the loops from a depth on. */
  private void hoist(NestPlan nest, int depth) {
    if (vectors != null) {
      vectors.hoist(nest.value(), depth);
      if (nest.target() instanceof Target.Memory memory) {
        scalars.hoist(memory.address(), depth, true, false);
      }
    } else {
      scalars.hoist(roots(nest), depth, true);
    }
  }

  private void own(NestPlan nest, int vectorDepth, int depth, int loop, int result) {
    if (loop == nest.own().size()) {
      point(nest, vectorDepth, depth, result);
      return;
    }
    hoist(nest, depth);
    loop(
        depth, nest.own().get(loop), depth == vectorDepth,
        () -> own(nest, vectorDepth, depth + 1, loop + 1, result));
  }

  private void point(NestPlan nest, int vectorDepth, int depth, int result) {
    if (nest.kind().isEmpty()) {
      store(nest, result, () -> {
        if (vectors != null) {
          vectors.pushWhole(nest.value());
        } else {
          scalars.push(nest.value());
        }
      });
    } else if (vectors != null) {
      VectorCode inside = vectors;
      var accumulator = new VectorAccumulator(inside.assembler(), nest.kind().get(), nest.value().type());
      method.scope(() -> reduced(nest, vectorDepth, depth, 0, () -> {
        inside.pushWhole(nest.value());
        accumulator.add(VectorCode.ALL);
      }));
      store(nest, result, accumulator::vector);
    } else if (vectorPlan != null && vectorDepth != VectorPlan.NONE) {
      var accumulator = new VectorAccumulator(
          new VectorAssembler(code, vectorPlan.lanes()), nest.kind().get(), nest.value().type());
      method.scope(() -> reduced(nest, vectorDepth, depth, 0, () -> {
        VectorCode inside = Objects.requireNonNull(vectors);
        inside.pushWhole(nest.value());
        accumulator.add(inside.mask());
      }));
      store(nest, result, () -> accumulator.single(scalars));
    } else {
      var accumulator = new Accumulator(code, nest.kind().get(), nest.value().type());
      method.scope(() -> reduced(nest, vectorDepth, depth, 0, () -> accumulator.add(() -> scalars.push(nest.value()))));
      store(nest, result, () -> accumulator.result(scalars));
    }
  }

  private void reduced(NestPlan nest, int vectorDepth, int depth, int loop, Runnable point) {
    if (loop == nest.reduced().size()) {
      point.run();
      return;
    }
    if (vectors != null) {
      vectors.hoist(nest.value(), depth);
    } else {
      scalars.hoist(List.of(nest.value()), depth, true);
    }
    loop(
        depth, nest.reduced().get(loop), depth == vectorDepth && vectors == null,
        () -> reduced(nest, vectorDepth, depth + 1, loop + 1, point));
  }

  private void store(NestPlan nest, int result, Runnable value) {
    switch (nest.target()) {
      case Target.Memory(int number, Value address) -> {
        if (vectors != null) {
          vectors.store(nest.value(), number, address, value);
        } else {
          Access.write(code, segments[number], nest.value().type(), () -> scalars.push(address), value);
        }
      }
      case Target.Later _ -> {
        value.run();
        code.storeLocal(vectors != null ? TypeKind.REFERENCE : Types.kind(nest.value().type()), result);
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
