package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.jspecify.annotations.Nullable;

/**
 * Class files of kernels. A run calls a method for each few units: one that is called often is compiled soon, and once it is
 * compiled all of it is, while a loop that runs long is compiled in the state that it is in.
 */
final class KernelClass {

  private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(CD_void, Types.SCRATCH);
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, Types.SEGMENT.arrayType(), CD_long.arrayType(), CD_long, CD_long);
  private static final String PART = "part";

  private static final int BUFFERS = 1;
  private static final int SYMBOLS = 2;
  private static final int FROM = 3;
  private static final int TO = 5;

  /** The JVM's HugeMethodLimit. */
  private static final int LARGEST = 8000;

  /** Units of a part, and points if these are units: few of single values, so that these are compiled at once. */
  private static final int UNITS = 16;
  private static final int POINTS = 8192;
  private static final int SINGLE_UNITS = 1;
  private static final int SINGLE_POINTS = 256;

  /** Scratch memories start at cache lines. */
  private static final long LINE = 64;

  private final KernelPlan plan;
  private final ClassDesc name;
  private final Outline outline;
  private final @Nullable VectorPlan vectors;

  private KernelClass(KernelPlan plan, @Nullable VectorPlan vectors) {
    this.plan = plan;
    this.vectors = vectors;
    this.name =
        ClassDesc.of(KernelClass.class.getPackageName(), vectors == null ? "GeneratedScalars" : "GeneratedVectors");
    this.outline = new Outline(plan, name);
  }

  /** Whether the JVM compiles all methods of a class. */
  static boolean isCompiled(byte[] classFile) {
    return ClassFile.of().parse(classFile).methods().stream()
        .flatMap(method -> method.findAttribute(Attributes.code()).stream())
        .allMatch(code -> code.codeLength() < LARGEST);
  }

  /**
   * The class file of a kernel.
   *
   * @param vectors which loops are done in vectors; null for single values
   */
  static byte[] generate(KernelPlan plan, @Nullable VectorPlan vectors) {
    return new KernelClass(plan, vectors).generate();
  }

  private byte[] generate() {
    return ClassFile.of().build(
        name, type -> {
          type.withSuperclass(Types.GENERATED).withFlags(ClassFile.ACC_FINAL)
              .withMethodBody(
                  INIT_NAME, CONSTRUCTOR, 0,
                  code -> code.aload(0).aload(1).invokespecial(Types.GENERATED, INIT_NAME, CONSTRUCTOR).return_())
              .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, this::run)
              .withMethodBody(
                  PART, KernelCode.partType(plan), ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                  code -> new KernelCode(plan, vectors, outline, code).part());
          for (Value value : outline.roots()) {
            type.withMethodBody(
                Outline.name(value), outline.type(value), ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                code -> outline.emit(value, code));
          }
        });
  }

  private void run(CodeBuilder code) {
    int[] scratch = scratch(code);
    int next = code.allocateLocal(TypeKind.LONG);
    int points = vectors == null ? SINGLE_POINTS : POINTS;
    int most = vectors == null ? SINGLE_UNITS : UNITS;
    int units = plan.units().block() > 1 ? points / plan.units().block() : most;
    Label head = code.newBoundLabel();
    Label end = code.newLabel();
    code.lload(FROM).lload(TO).lcmp().branch(Opcode.IFGE, end);
    code.lload(FROM).loadConstant((long) units).ladd().lload(TO)
        .invokestatic(Types.MATH, "min", Types.LONGS_TO_LONG).lstore(next);
    code.aload(BUFFERS).aload(SYMBOLS);
    for (int segment : scratch) {
      code.aload(segment);
    }
    code.lload(FROM).lload(next).invokestatic(name, PART, KernelCode.partType(plan));
    code.lload(next).lstore(FROM).goto_(head).labelBinding(end).return_();
  }

  /** The segment in which lanes become vectors, and the scratch memories, in variables. */
  private int[] scratch(CodeBuilder code) {
    int[] segments = new int[1 + plan.scratch().size()];
    int all = code.allocateLocal(TypeKind.REFERENCE);
    segments[0] = all;
    if (plan.scratch().isEmpty() && vectors == null) {
      code.aconst_null().astore(all);
      return segments;
    }
    var scalars = new ScalarCode(new Method(code, plan, new int[0]), SYMBOLS, outline);
    // The lanes of a value and of each nest's result.
    long lanes = VectorCode.LANES * (1 + plan.nests().size());
    int start = code.allocateLocal(TypeKind.LONG);
    scalars.hoist(plan.scratch(), 0, false);
    code.aload(0).loadConstant(lanes);
    for (Value size : plan.scratch()) {
      pushAligned(code, scalars, size);
      code.ladd();
    }
    code.invokevirtual(Types.GENERATED, "scratch", MethodTypeDesc.of(Types.SEGMENT, CD_long)).astore(all);
    code.loadConstant(lanes).lstore(start);
    for (int i = 0; i < plan.scratch().size(); i++) {
      Value size = plan.scratch().get(i);
      segments[1 + i] = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(all).lload(start);
      scalars.push(size);
      code.invokeinterface(Types.SEGMENT, "asSlice", MethodTypeDesc.of(Types.SEGMENT, CD_long, CD_long))
          .astore(segments[1 + i])
          .lload(start);
      pushAligned(code, scalars, size);
      code.ladd().lstore(start);
    }
    return segments;
  }

  private static void pushAligned(CodeBuilder code, ScalarCode scalars, Value size) {
    scalars.push(size);
    code.loadConstant(LINE - 1).ladd().loadConstant(-LINE).land();
  }
}
