package graft.compiler.jvm;

import graft.compiler.api.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Combines an element of a tensor with a new value, each element rounded to its type. */
interface Update {

  /** Replaces element {@code to} of the target by its combination with element {@code from} of the source. */
  void apply(MemorySegment target, long to, MemorySegment source, long from);

  /**
   * An update by its name in PyTorch.
   *
   * @param name {@code none} to replace; {@code sum} or {@code add}, {@code prod} or {@code multiply}, {@code amax}, {@code amin}
   */
  static Update of(String name, DataType type) {
    return type.isFloatingPoint() ? real(name, type) : whole(name, type);
  }

  private static Update real(String name, DataType type) {
    Elements.RealReader reader = Elements.realReader(type);
    Elements.RealWriter writer = Elements.realWriter(type);
    DoubleBinaryOperator combine = switch (name) {
      case "none" -> (old, value) -> value;
      case "sum", "add", "mean" -> Double::sum;
      case "prod", "multiply" -> (old, value) -> old * value;
      case "amax" -> Math::max;
      case "amin" -> Math::min;
      default -> throw new IllegalArgumentException("reduce is " + name);
    };
    return (target, to, source, from) -> writer.write(
        target, to, combine.applyAsDouble(reader.read(target, to), reader.read(source, from)));
  }

  private static Update whole(String name, DataType type) {
    Elements.WholeReader reader = Elements.wholeReader(type);
    Elements.WholeWriter writer = Elements.wholeWriter(type);
    LongBinaryOperator combine = switch (name) {
      case "none" -> (old, value) -> value;
      case "sum", "add", "mean" -> Long::sum;
      case "prod", "multiply" -> (old, value) -> old * value;
      case "amax" -> Math::max;
      case "amin" -> Math::min;
      default -> throw new IllegalArgumentException("reduce is " + name);
    };
    return (target, to, source, from) -> writer.write(
        target, to, combine.applyAsLong(reader.read(target, to), reader.read(source, from)));
  }
}
