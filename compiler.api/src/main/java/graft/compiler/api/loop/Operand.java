package graft.compiler.api.loop;

import graft.compiler.api.tensor.DataType;
import java.util.List;

/** What is passed to an {@link ExternCall}. */
public sealed interface Operand {

  /** A tensor. */
  record Tensor(TensorView view) implements Operand {}

  /** A list of tensors. */
  record Tensors(List<TensorView> views) implements Operand {

    public Tensors {
      views = List.copyOf(views);
    }
  }

  /** An integer. */
  record Whole(Index value) implements Operand {}

  /** A list of integers. */
  record Wholes(List<Index> values) implements Operand {

    public Wholes {
      values = List.copyOf(values);
    }
  }

  /** A floating point number. */
  record Real(double value) implements Operand {}

  /** A list of floating point numbers. */
  record Reals(List<Double> values) implements Operand {

    public Reals {
      values = List.copyOf(values);
    }
  }

  /** A truth value. */
  record Truth(boolean value) implements Operand {}

  /** A string. */
  record Text(String value) implements Operand {}

  /** An element type. */
  record Type(DataType value) implements Operand {}

  /** Nothing: an optional argument that was left out on purpose. */
  record Nothing() implements Operand {

    /** The only value anybody needs. */
    public static final Nothing INSTANCE = new Nothing();
  }
}
