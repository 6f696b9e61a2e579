package graft.compiler.jvm.loops;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.loops.Value.Kind;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Code that computes vectors of values: one for each of as many neighbouring rounds of one loop. In the last rounds a mask says
 * which of them there are; in the branches of a choice, which of them take the branch. Where it is not set nothing is loaded or
 * stored.
 */
final class VectorCode {

  /** There is no mask: all lanes count. */
  static final int ALL = -1;

  /** Bytes of the lanes of the longest vector, of the widest type, and as much again so that masks do not matter. */
  static final long LANES = 128;

  private final Method method;
  private final CodeBuilder code;
  private final ScalarCode scalars;
  private final VectorPlan plan;
  private final VectorAssembler vectors;
  private final VectorFunctions functions;
  private final int depth;
  private final int mask;
  private final int rounds;
  private final int scratch;

  /**
   * Code of one round of a loop that is done in vectors.
   *
   * @param depth the loop
   * @param mask the variable with the mask of lanes that count, or {@link #ALL}
   * @param rounds the int variable that says how many those are
   * @param scratch the variable of the segment in which single lanes become vectors
   */
  VectorCode(Method method, ScalarCode scalars, VectorPlan plan, int depth, int mask, int rounds, int scratch) {
    this.method = method;
    this.code = method.code();
    this.scalars = scalars;
    this.plan = plan;
    this.vectors = new VectorAssembler(code, plan.lanes());
    this.functions = new VectorFunctions(vectors);
    this.depth = depth;
    this.mask = mask;
    this.rounds = rounds;
    this.scratch = scratch;
  }

  VectorAssembler assembler() {
    return vectors;
  }

  /** The variable with the mask of lanes that count, or {@link #ALL}. */
  int mask() {
    return mask;
  }

  private Lane lane(Value value) {
    return plan.lane(value);
  }

  private boolean isUniform(Value value) {
    return !VectorPlan.depends(value, depth);
  }

  /** Keeps in variables what a value needs and what is the same in all rounds of the loops, inside of this one, from a depth on. */
  void hoist(Value value, int from) {
    hoist(value, from, false);
  }

  private void hoist(Value value, int from, boolean isConditional) {
    if (value.kind() == Kind.CONSTANT || method.vectors().has(value)) {
      return;
    }
    if (isUniform(value)) {
      scalars.hoist(value, from, true, isConditional);
    } else if (!plan.isVector(value, depth)) {
      hoistUniform(value, from, isConditional);
    } else if (value.isInvariant(from) && (!isConditional || value.isSafe())) {
      push(value);
      method.storeVector(value);
    } else if (value.kind() == Kind.LOAD) {
      scalars.hoist(value.input(0), from, true, isConditional);
    } else {
      for (int i = 0; i < value.inputs().size(); i++) {
        hoist(value.input(i), from, isConditional || (value.kind() == Kind.CHOICE && i > 0));
      }
    }
  }

  private void hoistUniform(Value value, int from, boolean isConditional) {
    if (isUniform(value)) {
      scalars.hoist(value, from, true, isConditional);
    } else {
      for (int i = 0; i < value.inputs().size(); i++) {
        hoistUniform(value.input(i), from, isConditional || (value.kind() == Kind.CHOICE && i > 0));
      }
    }
  }

  /** Leaves the vector on the stack. */
  void push(Value value) {
    push(value, mask);
  }

  /** Leaves the vector on the stack, in the lanes of its type. */
  void pushWhole(Value value) {
    operand(value, Lane.of(value.type()), mask);
  }

  private void push(Value value, int active) {
    if (method.vectors().has(value)) {
      code.aload(method.vectors().of(value));
    } else if (isUniform(value)) {
      broadcast(value, lane(value), active);
    } else {
      compute(value, active);
      if (value.uses() > 1) {
        code.dup();
        method.storeVector(value);
      }
    }
  }

  /** What is the same in all lanes; where it could fail, only if a lane needs it. */
  private void broadcast(Value value, Lane lane, int active) {
    broadcast(value, lane, active, () -> {
      scalars.push(value);
      code.conversion(Types.kind(value.type()), lane.kind());
    });
  }

  private void broadcast(Value value, Lane lane, int active, Runnable single) {
    if (active == mask || value.isSafe() || method.singles().has(value)) {
      vectors.species(lane);
      single.run();
    } else {
      code.aload(active);
      vectors.question("anyTrue");
      Label nobody = code.newLabel();
      Label end = code.newLabel();
      int result = code.allocateLocal(lane.kind());
      code.ifeq(nobody);
      method.scope(single);
      code.storeLocal(lane.kind(), result).goto_(end).labelBinding(nobody);
      zero(lane.kind());
      code.storeLocal(lane.kind(), result).labelBinding(end);
      vectors.species(lane);
      code.loadLocal(lane.kind(), result);
    }
    vectors.broadcast(lane);
  }

  private void zero(TypeKind kind) {
    switch (kind) {
      case LONG -> code.lconst_0();
      case FLOAT -> code.fconst_0();
      case DOUBLE -> code.dconst_0();
      default -> code.iconst_0();
    }
  }

  private void compute(Value value, int active) {
    if (!plan.isVector(value, depth)) {
      laneByLane(value);
      return;
    }
    switch (value.kind()) {
      case AXIS -> {
        vectors.species(Lane.INT);
        scalars.push(value);
        code.l2i();
        vectors.broadcast(Lane.INT).addIndex(Lane.INT);
      }
      case LOAD -> load(value, active);
      case CAST -> {
        push(value.input(0), active);
        cast(value.input(0), value);
      }
      case UNARY -> unary(value, (UnaryFunction) value.detail(), active);
      case BINARY -> binary(value, (BinaryFunction) value.detail(), active);
      case CHOICE -> choice(value, active);
      case CONSTANT, SYMBOL, LANE, RESULT, ELEMENT ->
        throw new IllegalStateException(value.kind() + " does not differ between lanes");
    }
  }

  private void load(Value value, int active) {
    Lane stored = Lane.stored(value.type());
    int segment = method.segment((Integer) value.detail());
    if (VectorPlan.isPairs(value, depth)) {
      pairs(value, segment, active);
      return;
    }
    if (active == ALL) {
      vectors.load(stored, segment, () -> scalars.push(value.input(0)));
    } else {
      vectors.load(stored, segment, () -> scalars.push(value.input(0)), active, scratch);
    }
    switch (value.type()) {
      case BFLOAT16 -> {
        vectors.convert(Lane.SHORT, Lane.INT);
        functions.fromBfloat16();
      }
      case FLOAT16 -> {
        vectors.convert("ZERO_EXTEND_S2I", Lane.INT);
        functions.fromFloat16();
      }
      case INT16, INT8 -> vectors.convert(stored, Lane.INT);
      case UINT8 -> vectors.convert("ZERO_EXTEND_B2I", Lane.INT);
      case BOOL -> vectors.compare(Lane.BYTE, "NE", 0);
      default -> {
      }
    }
  }

  /** Every second element: the lower half of a long, which the last of memory need not fill. */
  private void pairs(Value value, int segment, int active) {
    Runnable address = () -> scalars.push(value.input(0));
    if (active == ALL) {
      vectors.loadToTheEnd(Lane.LONG, segment, address, scratch);
    } else {
      vectors.load(Lane.LONG, segment, address, active, scratch);
    }
    vectors.convert(Lane.LONG, Lane.INT);
    if (value.type() == DataType.FLOAT32) {
      vectors.asFloats();
    }
  }

  private void unary(Value value, UnaryFunction function, int active) {
    Value input = value.input(0);
    push(input, active);
    if (input.type() == DataType.BOOL && function != UnaryFunction.NOT) {
      throw new IllegalArgumentException(function + " of " + input.type());
    }
    convert(lane(input), value.type() == DataType.BOOL ? lane(input) : lane(value));
    functions.unary(function, value.type() == DataType.BOOL ? lane(input) : lane(value));
    functions.round(value.type());
  }

  private void binary(Value value, BinaryFunction function, int active) {
    Value left = value.input(0);
    Value right = value.input(1);
    Lane lane = function.isComparison() ? common(left, right) : lane(value);
    operand(left, lane, active);
    if (function == BinaryFunction.FLOOR_DIV || function == BinaryFunction.REMAINDER) {
      functions.divide(function, lane, (Long) right.detail());
      return;
    }
    operand(right, lane, active);
    functions.binary(function, lane);
    functions.round(value.type());
  }

  /** The lanes in which two values are compared: narrow ones where one is narrow and the other the same everywhere. */
  private Lane common(Value left, Value right) {
    Lane one = lane(left);
    Lane other = lane(right);
    boolean isNarrow = (one == Lane.INT && isUniform(right)) || (other == Lane.INT && isUniform(left));
    return one == other ? one : isNarrow ? Lane.INT : Lane.LONG;
  }

  private void operand(Value value, Lane lane, int active) {
    boolean isCut = lane == Lane.INT && lane(value) == Lane.LONG;
    if (isCut) {
      // Lies beyond all ints that it is compared with, on the same side.
      broadcast(value, lane, active, () -> {
        scalars.push(value);
        code.invokestatic(Types.GENERATED, "nearestInt", Types.LONG_TO_INT);
      });
    } else {
      push(value, active);
      convert(lane(value), lane);
    }
  }

  private void convert(Lane from, Lane to) {
    if (from != to) {
      vectors.convert(from, to);
    }
  }

  private void cast(Value input, Value value) {
    Lane from = lane(input);
    Lane to = lane(value);
    DataType type = value.type();
    if (type == DataType.BOOL) {
      if (from != Lane.MASK) {
        vectors.compare(from, "NE", 0);
      }
    } else if (from == Lane.MASK) {
      int truth = vectors.keep();
      vectors.all(to, 0).all(to, 1).mask(truth, to).blend(to);
    } else {
      convert(from, to);
      functions.round(type);
    }
  }

  private void choice(Value value, int active) {
    Value condition = value.input(0);
    Lane lane = lane(value);
    boolean areSafe = value.input(1).isSafe() && value.input(2).isSafe();
    if (isUniform(condition) && !areSafe) {
      branch(value, lane, active);
      return;
    }
    push(condition, active);
    int chosen = vectors.keep();
    int then = branch(value.input(1), lane, chosen, active, "and");
    int otherwise = branch(value.input(2), lane, chosen, active, "andNot");
    if (lane == Lane.MASK) {
      vectors.get(then).get(chosen).masks("and").get(otherwise).get(chosen).masks("andNot").masks("or");
    } else {
      vectors.get(otherwise).get(then).mask(chosen, lane).blend(lane);
    }
  }

  /** Computes a branch into a variable, with a mask of its own if it could fail elsewhere. */
  private int branch(Value value, Lane lane, int chosen, int active, String function) {
    int result = code.allocateLocal(TypeKind.REFERENCE);
    if (value.isSafe()) {
      operand(value, lane, active);
      code.astore(result);
      return result;
    }
    if (active == ALL) {
      vectors.get(chosen);
      if (function.equals("andNot")) {
        vectors.not();
      }
    } else {
      vectors.get(active).get(chosen).masks(function);
    }
    int narrowed = vectors.keep();
    method.scope(() -> operand(value, lane, narrowed));
    code.astore(result);
    return result;
  }

  /** All lanes take the same branch. */
  private void branch(Value value, Lane lane, int active) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    int result = code.allocateLocal(TypeKind.REFERENCE);
    scalars.push(value.input(0));
    code.ifeq(otherwise);
    method.scope(() -> operand(value.input(1), lane, active));
    code.astore(result).goto_(end).labelBinding(otherwise);
    method.scope(() -> operand(value.input(2), lane, active));
    code.astore(result).labelBinding(end).aload(result);
  }

  /** Computes single values into scratch memory and loads them together. */
  private void laneByLane(Value value) {
    Lane lane = lane(value);
    DataType type = single(lane);
    forEachLane(value, number -> Access.write(
        code, scratch, type, () -> code.iload(number).i2l().loadConstant((long) type.bytes()).lmul(),
        () -> {
          scalars.push(value);
          code.conversion(Types.kind(value.type()), lane.kind());
        }));
    vectors.load(Lane.stored(type), scratch, () -> code.lconst_0());
    if (lane == Lane.MASK) {
      vectors.compare(Lane.INT, "NE", 0);
    }
  }

  private static DataType single(Lane lane) {
    return switch (lane) {
      case FLOAT -> DataType.FLOAT32;
      case DOUBLE -> DataType.FLOAT64;
      case LONG -> DataType.INT64;
      case INT, MASK -> DataType.INT32;
      default -> throw new IllegalArgumentException(lane.toString());
    };
  }

  /** Code for each lane that counts, with the loop's variable set to the lane's round, that computes a value. */
  private void forEachLane(Value value, IntConsumer body) {
    List<Value> results = new ArrayList<>();
    results(value, results);
    for (int i = 0; i < results.size(); i++) {
      code.aload(method.vectors().of(results.get(i)));
      storeLanes(results.get(i).type(), (i + 1L) * LANES);
    }
    Value axis = method.plan().values().axis(depth);
    int number = code.allocateLocal(TypeKind.INT);
    int round = code.allocateLocal(TypeKind.LONG);
    code.iconst_0().istore(number);
    Label head = code.newBoundLabel();
    Label end = code.newLabel();
    code.iload(number);
    if (mask == ALL) {
      code.loadConstant(plan.lanes());
    } else {
      code.iload(rounds);
    }
    code.branch(Opcode.IF_ICMPGE, end);
    scalars.push(axis);
    code.iload(number).i2l().ladd().lstore(round);
    method.singles().without(depth, method.plan().values().all(), () -> {
      method.singles().keep(axis, round);
      int lane = code.allocateLocal(TypeKind.LONG);
      code.iload(number).i2l().lstore(lane);
      method.singles().keep(method.plan().values().lane(depth), lane);
      for (int i = 0; i < results.size(); i++) {
        loadLane(results.get(i).type(), (i + 1L) * LANES, number);
        method.store(results.get(i));
      }
      body.accept(number);
    });
    code.iinc(number, 1).goto_(head).labelBinding(end);
  }

  /** Stores a nest's value at its address. */
  void store(Value value, int memory, Value address, Runnable vector) {
    DataType type = value.type();
    int segment = method.segment(memory);
    if (!plan.isStored(address, type, depth)) {
      scatter(value, segment, address, vector);
      return;
    }
    vector.run();
    toStored(value);
    if (mask == ALL) {
      vectors.store(Lane.stored(type), segment, () -> scalars.push(address));
    } else {
      vectors.store(Lane.stored(type), segment, () -> scalars.push(address), mask, scratch);
    }
  }

  private void toStored(Value value) {
    switch (value.type()) {
      case BFLOAT16 -> {
        functions.toBfloat16();
        vectors.convert(Lane.INT, Lane.SHORT);
      }
      case FLOAT16 -> {
        functions.toFloat16();
        vectors.convert(Lane.INT, Lane.SHORT);
      }
      case INT16 -> vectors.convert(Lane.INT, Lane.SHORT);
      case INT8, UINT8 -> vectors.convert(Lane.INT, Lane.BYTE);
      case BOOL -> {
        int truth = vectors.keep();
        vectors.all(Lane.BYTE, 0).all(Lane.BYTE, 1).mask(truth, Lane.BYTE).blend(Lane.BYTE);
      }
      default -> {
      }
    }
  }

  /** Stores single lanes, each at its own address. */
  private void scatter(Value value, int segment, Value address, Runnable vector) {
    vector.run();
    storeLanes(value.type(), 0);
    forEachLane(address, number -> Access.write(
        code, segment, value.type(), () -> scalars.push(address),
        () -> loadLane(value.type(), 0, number)));
  }

  /** Puts the vector on the stack, of values of a type, into scratch memory. */
  private void storeLanes(DataType type, long offset) {
    Lane lane = Lane.of(type);
    if (lane == Lane.MASK) {
      int truth = vectors.keep();
      vectors.all(Lane.INT, 0).all(Lane.INT, 1).mask(truth, Lane.INT).blend(Lane.INT);
    }
    vectors.store(Lane.stored(single(lane)), scratch, () -> code.loadConstant(offset));
  }

  private void loadLane(DataType type, long offset, int number) {
    DataType single = single(Lane.of(type));
    Access.read(code, scratch, single, () -> code.iload(number).i2l().loadConstant((long) single.bytes()).lmul()
        .loadConstant(offset).ladd());
    code.conversion(Types.kind(single), Types.kind(type));
  }

  /** The results of earlier nests that a value needs and that are vectors. */
  private void results(Value value, List<Value> found) {
    if (value.kind() == Kind.RESULT && !isUniform(value) && !found.contains(value)) {
      found.add(value);
    }
    value.inputs().forEach(input -> results(input, found));
  }
}
