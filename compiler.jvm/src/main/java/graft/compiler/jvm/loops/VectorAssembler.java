package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.ByteOrder;

/** Code of single operations of the Vector API, on vectors of one length in lanes. */
final class VectorAssembler {

  private static final ClassDesc SPECIES = ClassDesc.of(Lane.API, "VectorSpecies");
  private static final ClassDesc VECTOR = ClassDesc.of(Lane.API, "Vector");
  private static final ClassDesc MASK = Lane.MASK.vector();
  private static final ClassDesc OPERATORS = ClassDesc.of(Lane.API, "VectorOperators");
  private static final ClassDesc UNARY = OPERATORS.nested("Unary");
  private static final ClassDesc BINARY = OPERATORS.nested("Binary");
  private static final ClassDesc ASSOCIATIVE = OPERATORS.nested("Associative");
  private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
  private static final ClassDesc TEST = OPERATORS.nested("Test");
  private static final ClassDesc CONVERSION = OPERATORS.nested("Conversion");
  private static final ClassDesc ORDER = ByteOrder.class.describeConstable().orElseThrow();

  private static final MethodTypeDesc COPY =
      MethodTypeDesc.of(CD_void, Types.SEGMENT, CD_long, Types.SEGMENT, CD_int, CD_long);

  private final CodeBuilder code;
  private final int lanes;

  VectorAssembler(CodeBuilder code, int lanes) {
    this.code = code;
    this.lanes = lanes;
  }

  CodeBuilder code() {
    return code;
  }

  int lanes() {
    return lanes;
  }

  private static Lane real(Lane lane) {
    return lane == Lane.MASK ? Lane.FLOAT : lane;
  }

  VectorAssembler species(Lane lane) {
    Lane real = real(lane);
    code.getstatic(real.vector(), "SPECIES_" + lanes * real.bits(), SPECIES);
    return this;
  }

  VectorAssembler unary(Lane lane, String operator) {
    code.getstatic(OPERATORS, operator, UNARY)
        .invokevirtual(lane.vector(), "lanewise", MethodTypeDesc.of(lane.vector(), UNARY));
    return this;
  }

  private ClassDesc operatorType(String operator) {
    return switch (operator) {
      case "ADD", "MUL", "MIN", "MAX", "AND", "OR", "XOR" -> ASSOCIATIVE;
      default -> BINARY;
    };
  }

  /** Of two vectors. */
  VectorAssembler binary(Lane lane, String operator) {
    int right = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(right).getstatic(OPERATORS, operator, operatorType(operator)).aload(right)
        .invokevirtual(lane.vector(), "lanewise", MethodTypeDesc.of(lane.vector(), BINARY, VECTOR));
    return this;
  }

  /** Of two vectors, where the mask in a variable is set; elsewhere the first. */
  VectorAssembler binaryWhere(Lane lane, String operator, int mask) {
    int right = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(right).getstatic(OPERATORS, operator, operatorType(operator)).aload(right);
    mask(mask, lane);
    code.invokevirtual(lane.vector(), "lanewise", MethodTypeDesc.of(lane.vector(), BINARY, VECTOR, MASK));
    return this;
  }

  /** Of a vector and a number. */
  VectorAssembler binary(Lane lane, String operator, Number number) {
    code.getstatic(OPERATORS, operator, operatorType(operator));
    constant(lane, number);
    code.invokevirtual(lane.vector(), "lanewise", MethodTypeDesc.of(lane.vector(), BINARY, lane.element()));
    return this;
  }

  private void constant(Lane lane, Number number) {
    switch (lane) {
      case FLOAT -> code.loadConstant(number.floatValue());
      case DOUBLE -> code.loadConstant(number.doubleValue());
      case LONG -> code.loadConstant(number.longValue());
      default -> code.loadConstant(number.intValue());
    }
  }

  /** Of a vector with itself times the second plus the third. */
  VectorAssembler multiplyAdd(Lane lane) {
    code.invokevirtual(lane.vector(), "fma", MethodTypeDesc.of(lane.vector(), VECTOR, VECTOR));
    return this;
  }

  /** Leaves a vector of the same number everywhere. */
  VectorAssembler all(Lane lane, Number number) {
    species(lane);
    constant(lane, number);
    return broadcast(lane);
  }

  /** Of a species and a number, or for masks a truth value. */
  VectorAssembler broadcast(Lane lane) {
    if (lane == Lane.MASK) {
      code.invokeinterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, CD_boolean));
    } else {
      code.invokestatic(lane.vector(), "broadcast", MethodTypeDesc.of(lane.vector(), SPECIES, lane.element()));
    }
    return this;
  }

  /** Of two vectors; leaves a mask. */
  VectorAssembler compare(Lane lane, String operator) {
    int right = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(right).getstatic(OPERATORS, operator, COMPARISON).aload(right)
        .invokevirtual(lane.vector(), "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
    return common(lane);
  }

  /** Of a vector and a number; leaves a mask. */
  VectorAssembler compare(Lane lane, String operator, Number number) {
    code.getstatic(OPERATORS, operator, COMPARISON);
    constant(lane, number);
    code.invokevirtual(lane.vector(), "compare", MethodTypeDesc.of(MASK, COMPARISON, lane.element()));
    return common(lane);
  }

  VectorAssembler test(Lane lane, String operator) {
    code.getstatic(OPERATORS, operator, TEST)
        .invokevirtual(lane.vector(), "test", MethodTypeDesc.of(MASK, TEST));
    return common(lane);
  }

  /** Makes the common kind of mask of one of a lane's. */
  private VectorAssembler common(Lane lane) {
    if (lane != Lane.FLOAT) {
      species(Lane.FLOAT).code.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
    }
    return this;
  }

  /** Pushes a mask that is in a variable, for vectors of a lane. */
  VectorAssembler mask(int variable, Lane lane) {
    code.aload(variable);
    return mask(lane);
  }

  /** Makes a mask for vectors of a lane of the common one on the stack. */
  VectorAssembler mask(Lane lane) {
    if (real(lane) != Lane.FLOAT) {
      species(lane).code.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
    }
    return this;
  }

  /** Of the vector where a mask is not set, the one where it is, and a mask for their lane. */
  VectorAssembler blend(Lane lane) {
    code.invokevirtual(lane.vector(), "blend", MethodTypeDesc.of(lane.vector(), VECTOR, MASK));
    return this;
  }

  /** A function of two masks: {@code and}, {@code or}, {@code xor}, {@code eq}, {@code andNot}. */
  VectorAssembler masks(String function) {
    code.invokevirtual(MASK, function, MethodTypeDesc.of(MASK, MASK));
    return this;
  }

  VectorAssembler not() {
    code.invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
    return this;
  }

  /** {@code anyTrue} or {@code allTrue}. */
  VectorAssembler question(String name) {
    code.invokevirtual(MASK, name, MethodTypeDesc.of(CD_boolean));
    return this;
  }

  /** Converts between lanes, as Java's casts do. */
  VectorAssembler convert(Lane from, Lane to) {
    return convert(from.name().charAt(0) + "2" + to.name().charAt(0), to);
  }

  /** Converts by an operator. */
  VectorAssembler convert(String operator, Lane to) {
    code.getstatic(OPERATORS, operator, CONVERSION);
    species(to).code.iconst_0()
        .invokevirtual(VECTOR, "convertShape", MethodTypeDesc.of(VECTOR, CONVERSION, SPECIES, CD_int))
        .checkcast(to.vector());
    return this;
  }

  VectorAssembler asInts() {
    code.invokevirtual(Lane.FLOAT.vector(), "reinterpretAsInts", MethodTypeDesc.of(Lane.INT.vector()));
    return this;
  }

  VectorAssembler asFloats() {
    code.invokevirtual(Lane.INT.vector(), "reinterpretAsFloats", MethodTypeDesc.of(Lane.FLOAT.vector()));
    return this;
  }

  /** Reads from a segment at an offset in bytes. */
  VectorAssembler load(Lane lane, int segment, Runnable address) {
    species(lane);
    code.aload(segment);
    address.run();
    order();
    code.invokestatic(
        lane.vector(), "fromMemorySegment", MethodTypeDesc.of(lane.vector(), SPECIES, Types.SEGMENT, CD_long, ORDER));
    return this;
  }

  /**
   * Reads where a mask is set; elsewhere is anything. Where all lanes lie inside of the segment all are read; else those that are
   * set are copied to scratch memory first.
   */
  VectorAssembler load(Lane lane, int segment, Runnable address, int mask, int scratch) {
    return load(
        lane, segment, address, scratch,
        () -> code.aload(mask).invokevirtual(MASK, "toLong", MethodTypeDesc.of(CD_long)));
  }

  /** The same where all lanes are set. */
  VectorAssembler loadToTheEnd(Lane lane, int segment, Runnable address, int scratch) {
    return load(lane, segment, address, scratch, () -> code.loadConstant(-1L >>> (Long.SIZE - lanes)));
  }

  private VectorAssembler load(Lane lane, int segment, Runnable address, int scratch, Runnable set) {
    int from = code.allocateLocal(TypeKind.REFERENCE);
    int at = code.allocateLocal(TypeKind.LONG);
    code.aload(segment).astore(from);
    address.run();
    code.lstore(at);
    Label inside = code.newLabel();
    Label edge = code.newLabel();
    checkEdge(lane, from, at, edge);
    code.goto_(inside).labelBinding(edge);
    code.aload(from).lload(at).aload(scratch).loadConstant(lane.bits() / Byte.SIZE);
    set.run();
    code.invokestatic(Types.GENERATED, "copyIn", COPY)
        .aload(scratch).astore(from).lconst_0().lstore(at).labelBinding(inside);
    return load(lane, from, () -> code.lload(at));
  }

  /** Goes to a label if a vector does not lie inside of a segment, all of it. */
  private void checkEdge(Lane lane, int segment, int at, Label edge) {
    code.lload(at).lconst_0().lcmp().branch(Opcode.IFLT, edge);
    code.lload(at).aload(segment).invokeinterface(Types.SEGMENT, "byteSize", MethodTypeDesc.of(CD_long))
        .loadConstant((long) lanes * lane.bits() / Byte.SIZE).lsub().lcmp().branch(Opcode.IFGT, edge);
  }

  /** Writes the vector on the stack. */
  VectorAssembler store(Lane lane, int segment, Runnable address) {
    code.aload(segment);
    address.run();
    order();
    code.invokevirtual(lane.vector(), "intoMemorySegment", MethodTypeDesc.of(CD_void, Types.SEGMENT, CD_long, ORDER));
    return this;
  }

  /** Writes the vector on the stack where a mask is set; by way of scratch memory where it reaches beyond the segment. */
  VectorAssembler store(Lane lane, int segment, Runnable address, int mask, int scratch) {
    int at = code.allocateLocal(TypeKind.LONG);
    int value = keep();
    address.run();
    code.lstore(at);
    Label edge = code.newLabel();
    Label end = code.newLabel();
    checkEdge(lane, segment, at, edge);
    code.aload(value).aload(segment).lload(at);
    order();
    mask(mask, lane);
    code.invokevirtual(
        lane.vector(), "intoMemorySegment", MethodTypeDesc.of(CD_void, Types.SEGMENT, CD_long, ORDER, MASK))
        .goto_(end).labelBinding(edge);
    get(value).store(lane, scratch, () -> code.lconst_0());
    code.aload(segment).lload(at).aload(scratch).loadConstant(lane.bits() / Byte.SIZE).aload(mask)
        .invokevirtual(MASK, "toLong", MethodTypeDesc.of(CD_long))
        .invokestatic(Types.GENERATED, "copyOut", COPY)
        .labelBinding(end);
    return this;
  }

  private void order() {
    code.getstatic(ORDER, "LITTLE_ENDIAN", ORDER);
  }

  /** Combines the lanes of the vector on the stack into one number. */
  VectorAssembler reduce(Lane lane, String operator) {
    code.getstatic(OPERATORS, operator, ASSOCIATIVE)
        .invokevirtual(lane.vector(), "reduceLanes", MethodTypeDesc.of(switch (lane) {
          case FLOAT -> CD_float;
          case DOUBLE -> CD_double;
          case LONG -> CD_long;
          default -> CD_int;
        }, ASSOCIATIVE));
    return this;
  }

  /** Of two ints on the stack the mask of lanes, counted from the first, that are below the second. */
  VectorAssembler inRange() {
    code.invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int));
    return this;
  }

  /** The vector on the stack with each lane's number added. */
  VectorAssembler addIndex(Lane lane) {
    code.iconst_1().invokevirtual(lane.vector(), "addIndex", MethodTypeDesc.of(lane.vector(), CD_int));
    return this;
  }

  /** Takes the vector on the stack into a new variable. */
  int keep() {
    int variable = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(variable);
    return variable;
  }

  VectorAssembler get(int variable) {
    code.aload(variable);
    return this;
  }
}
