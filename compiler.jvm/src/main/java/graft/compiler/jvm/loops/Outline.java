package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Values of a large kernel that have methods of their own: the JVM compiles no method of more than 8000 bytes. Such a method has
 * the parameters of {@link KernelCode#partType}, with the loops' variables and earlier nests' results instead of the units.
 */
final class Outline {

  /** Kernels of fewer values fit into a method. */
  private static final int FEW_VALUES = 500;

  /** About how many values a method computes. */
  private static final int VALUES = 150;

  private final KernelPlan plan;
  private final ClassDesc owner;
  private final List<Value> roots = new ArrayList<>();
  private final Set<Value> isRoot = new HashSet<>();
  private final List<Value> arguments = new ArrayList<>();

  /** The values of a plan, in the class that is made of it. */
  Outline(KernelPlan plan, ClassDesc owner) {
    this.plan = plan;
    this.owner = owner;
    List<Value> all = plan.values().all();
    if (all.size() < FEW_VALUES) {
      return;
    }
    long[] sizes = new long[all.size()];
    for (Value value : all) {
      switch (value.kind()) {
        case AXIS, RESULT -> arguments.add(value);
        default -> {
        }
      }
      long size = 1;
      for (Value input : value.inputs()) {
        size += sizes[input.number()];
      }
      if (size > VALUES) {
        roots.add(value);
        isRoot.add(value);
        size = 1;
      }
      sizes[value.number()] = size;
    }
  }

  /** The values, each after those that it needs. */
  List<Value> roots() {
    return roots;
  }

  boolean has(Value value) {
    return isRoot.contains(value);
  }

  static String name(Value value) {
    return "value" + value.number();
  }

  MethodTypeDesc type(Value value) {
    var parameters = new ArrayList<>(KernelCode.partType(plan).parameterList());
    parameters.removeLast();
    parameters.removeLast();
    arguments.forEach(argument -> parameters.add(type(Types.kind(argument.type()))));
    return MethodTypeDesc.of(type(Types.kind(value.type())), parameters);
  }

  private static ClassDesc type(TypeKind kind) {
    return switch (kind) {
      case LONG -> CD_long;
      case FLOAT -> CD_float;
      case DOUBLE -> CD_double;
      default -> CD_int;
    };
  }

  /** Calls the method of a value; what is not known where the code stands, the value does not need. */
  void call(Value value, Method method) {
    CodeBuilder code = method.code();
    int segments = KernelCode.segmentParameters(plan);
    for (int i = 0; i < segments; i++) {
      code.aload(i);
    }
    for (Value argument : arguments) {
      TypeKind kind = Types.kind(argument.type());
      if (method.singles().has(argument)) {
        code.loadLocal(kind, method.singles().of(argument));
      } else {
        zero(code, kind);
      }
    }
    code.invokestatic(owner, name(value), type(value));
  }

  private static void zero(CodeBuilder code, TypeKind kind) {
    switch (kind) {
      case LONG -> code.lconst_0();
      case FLOAT -> code.fconst_0();
      case DOUBLE -> code.dconst_0();
      default -> code.iconst_0();
    }
  }

  /** Emits the method of a value. */
  void emit(Value value, CodeBuilder code) {
    int[] segments = new int[plan.buffers() + plan.scratch().size()];
    var method = new Method(code, plan, segments);
    int parameter = KernelCode.segmentParameters(plan);
    for (Value argument : arguments) {
      method.singles().keep(argument, parameter);
      parameter += Types.kind(argument.type()).slotSize();
    }
    KernelCode.loadSegments(plan, code, segments);
    var scalars = new ScalarCode(method, KernelCode.SYMBOLS, this);
    scalars.compute(value);
    code.return_(Types.kind(value.type()));
  }
}
