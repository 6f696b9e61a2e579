package graft.compiler.jvm;

import graft.compiler.api.tensor.DataType;

/** Reads elements of any type as a floating point number or as an integer, converted as PyTorch does. */
final class Numbers {

  private Numbers() {}

  static Elements.RealReader realReader(DataType type) {
    if (type.isFloatingPoint()) {
      return Elements.realReader(type);
    }
    Elements.WholeReader reader = Elements.wholeReader(type);
    return (memory, position) -> (double) reader.read(memory, position);
  }

  static Elements.WholeReader wholeReader(DataType type) {
    if (!type.isFloatingPoint()) {
      return Elements.wholeReader(type);
    }
    Elements.RealReader reader = Elements.realReader(type);
    return (memory, position) -> (long) reader.read(memory, position);
  }
}
