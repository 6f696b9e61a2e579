package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;

/** Code that combines vectors, lane by lane. */
final class VectorAccumulator {

  private final VectorAssembler vectors;
  private final CodeBuilder code;
  private final Reduction.Kind kind;
  private final DataType type;
  private final Lane lane;
  private final int variable;

  /** Starts from the neutral element in all lanes. */
  VectorAccumulator(VectorAssembler vectors, Reduction.Kind kind, DataType type) {
    this.vectors = vectors;
    this.code = vectors.code();
    this.kind = kind;
    this.type = type;
    lane = Lane.of(type);
    variable = code.allocateLocal(TypeKind.REFERENCE);
    switch (lane) {
      case MASK -> {
        vectors.species(lane);
        code.loadConstant(isAll() ? 1 : 0);
        vectors.broadcast(lane);
      }
      case FLOAT, DOUBLE -> vectors.all(lane, Accumulator.realNeutral(kind));
      default -> vectors.all(lane, Accumulator.wholeNeutral(kind, type));
    }
    code.astore(variable);
  }

  /** Of truth values the smallest and the product are whether all are true, others whether any is. */
  private boolean isAll() {
    return kind == Reduction.Kind.MIN || kind == Reduction.Kind.PRODUCT;
  }

  private String operator() {
    return switch (kind) {
      case SUM -> "ADD";
      case PRODUCT -> "MUL";
      case MAX -> "MAX";
      case MIN -> "MIN";
    };
  }

  /** Combines with the vector on the stack, where the mask in a variable is set if there is one. */
  void add(int mask) {
    int value = vectors.keep();
    if (lane == Lane.MASK) {
      vectors.get(value);
      if (mask != VectorCode.ALL && isAll()) {
        vectors.get(mask).not().masks("or");
      } else if (mask != VectorCode.ALL) {
        vectors.get(mask).masks("and");
      }
      vectors.get(variable).masks(isAll() ? "and" : "or");
    } else if (mask == VectorCode.ALL) {
      vectors.get(variable).get(value).binary(lane, operator());
    } else {
      vectors.get(variable).get(value).binaryWhere(lane, operator(), mask);
    }
    code.astore(variable);
  }

  /** Leaves the vector on the stack, rounded or wrapped to its type. */
  void vector() {
    vectors.get(variable);
    new VectorFunctions(vectors).round(type);
  }

  /** Leaves on the stack what all lanes are together, rounded or wrapped to the type. */
  void single(ScalarCode scalars) {
    vectors.get(variable);
    if (lane == Lane.MASK) {
      vectors.question(isAll() ? "allTrue" : "anyTrue");
    } else {
      vectors.reduce(lane, operator());
      if (type.isFloatingPoint()) {
        scalars.round(type);
      } else {
        scalars.wrap(lane.kind(), type);
      }
    }
  }
}
