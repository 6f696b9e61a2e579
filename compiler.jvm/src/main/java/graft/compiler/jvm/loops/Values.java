package graft.compiler.jvm.loops;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.loops.Value.Form;
import graft.compiler.jvm.loops.Value.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the values of one kernel, each once, and simpler where integers allow it. */
final class Values {

  private static final DataType INDEX = DataType.INT64;

  private final Map<Form, Value> byForm = new HashMap<>();
  private final List<Value> all = new ArrayList<>();
  private final BitSet written;

  /** Values of a kernel that writes these memories, by number. */
  Values(BitSet written) {
    this.written = written;
  }

  /** All, inputs before what needs them. */
  List<Value> all() {
    return all;
  }

  Value whole(long value, DataType type) {
    return make(Kind.CONSTANT, type, value, List.of());
  }

  Value index(long value) {
    return whole(value, INDEX);
  }

  Value real(double value, DataType type) {
    return make(Kind.CONSTANT, type, value, List.of());
  }

  Value symbol(int place) {
    return make(Kind.SYMBOL, INDEX, place, List.of());
  }

  Value axis(int depth) {
    return make(Kind.AXIS, INDEX, depth, List.of());
  }

  Value lane(int depth) {
    return make(Kind.LANE, INDEX, depth, List.of());
  }

  Value result(int nest, DataType type, int shared) {
    var form = new Form(Kind.RESULT, type, nest, List.of());
    return intern(form, List.of(), shared == 0 ? 0 : -1L >>> (Long.SIZE - shared), true, true);
  }

  Value load(int memory, Value address, DataType type) {
    return make(Kind.LOAD, type, memory, List.of(address));
  }

  Value element(Value index, Value size) {
    return make(Kind.ELEMENT, INDEX, 0, List.of(index, size));
  }

  Value cast(Value value, DataType type) {
    if (value.type() == type) {
      return value;
    }
    if (value.kind() == Kind.CONSTANT && value.type() == INDEX && type == DataType.FLOAT32) {
      return real((float) (Long) value.detail(), type);
    }
    return make(Kind.CAST, type, 0, List.of(value));
  }

  Value unary(UnaryFunction function, Value value) {
    return make(Kind.UNARY, function.isTest() ? DataType.BOOL : value.type(), function, List.of(value));
  }

  Value binary(BinaryFunction function, Value left, Value right) {
    Value simpler = left.type() == INDEX ? simplified(function, left, right)
        : function == BinaryFunction.POW ? power(left, right)
        : null;
    return simpler != null ? simpler
        : make(Kind.BINARY, function.isComparison() ? DataType.BOOL : left.type(), function, List.of(left, right));
  }

  private @Nullable Value simplified(BinaryFunction function, Value left, Value right) {
    boolean areNumbers = left.kind() == Kind.CONSTANT && right.kind() == Kind.CONSTANT;
    return switch (function) {
      case ADD -> areNumbers ? index((Long) left.detail() + (Long) right.detail())
          : left.isConstant(0) ? right
          : right.isConstant(0) ? left
          : null;
      case MUL -> areNumbers ? index((Long) left.detail() * (Long) right.detail())
          : left.isConstant(0) || right.isConstant(1) ? left
          : right.isConstant(0) || left.isConstant(1) ? right
          : null;
      case FLOOR_DIV -> right.isConstant(1) ? left : null;
      case REMAINDER -> right.isConstant(1) ? index(0) : null;
      default -> null;
    };
  }

  /** Powers that PyTorch computes without a power, {@code pow_tensor_scalar_optimized_kernel}. */
  private @Nullable Value power(Value base, Value exponent) {
    boolean isReal = base.type() == DataType.FLOAT32 || base.type() == DataType.FLOAT64;
    if (!isReal || !(exponent.detail() instanceof Double number)) {
      return null;
    }
    if (number == 0.5 || number == -0.5) {
      return unary(number > 0 ? UnaryFunction.SQRT : UnaryFunction.RSQRT, base);
    }
    Value square = binary(BinaryFunction.MUL, base, base);
    return number == 1 ? base
        : number == 2 ? square
        : number == 3 ? binary(BinaryFunction.MUL, square, base)
        : number == -1 ? unary(UnaryFunction.RECIPROCAL, base)
        : number == -2 ? unary(UnaryFunction.RECIPROCAL, square)
        : null;
  }

  Value choice(Value condition, Value then, Value otherwise) {
    return then == otherwise && condition.isSafe() ? then
        : make(Kind.CHOICE, then.type(), 0, List.of(condition, then, otherwise));
  }

  private Value make(Kind kind, DataType type, Object detail, List<Value> inputs) {
    var numbers = new ArrayList<Integer>(inputs.size());
    long axes = kind == Kind.AXIS || kind == Kind.LANE ? 1L << (Integer) detail : 0;
    boolean isSafe = kind != Kind.LOAD && kind != Kind.ELEMENT && !mayDivideByZero(detail, inputs);
    boolean isPinned = kind == Kind.LOAD && written.get((Integer) detail);
    for (Value input : inputs) {
      numbers.add(input.number());
      axes |= input.axes();
      isSafe &= input.isSafe();
      isPinned |= input.isPinned();
    }
    return intern(new Form(kind, type, detail, numbers), inputs, axes, isSafe, isPinned);
  }

  private Value intern(Form form, List<Value> inputs, long axes, boolean isSafe, boolean isPinned) {
    Value known = byForm.get(form);
    if (known == null) {
      known = new Value(all.size(), form, inputs, axes, isSafe, isPinned);
      byForm.put(form, known);
      all.add(known);
    }
    return known;
  }

  private static boolean mayDivideByZero(Object detail, List<Value> inputs) {
    return detail instanceof BinaryFunction function
        && switch (function) {
          case FLOOR_DIV, REMAINDER, TRUNC_DIV, FMOD -> !inputs.getFirst().type().isFloatingPoint()
              && (inputs.getLast().kind() != Kind.CONSTANT || inputs.getLast().isConstant(0));
          default -> false;
        };
  }
}
