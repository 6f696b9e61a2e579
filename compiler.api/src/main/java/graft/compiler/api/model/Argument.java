package graft.compiler.api.model;

import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is passed to an operator, or what it defines: a value of the graph by its name, or a constant. The kinds are those of
 * PyTorch's archive schema.
 */
public sealed interface Argument {

  /** What names no value of the graph. */
  sealed interface Constant extends Argument {}

  /** Nothing. */
  record None() implements Constant {

    /** The only value anybody needs. */
    public static final None INSTANCE = new None();
  }

  /** A tensor of the graph. */
  record Tensor(String name) implements Argument {}

  /** A list of tensors of the graph. */
  record Tensors(List<String> names) implements Argument {

    public Tensors {
      names = List.copyOf(names);
    }
  }

  /** A list of tensors of the graph with gaps, indices for example. */
  record OptionalTensors(List<Optional<String>> names) implements Argument {

    public OptionalTensors {
      names = List.copyOf(names);
    }
  }

  /** One number or truth value, which may first be known when the program runs. */
  sealed interface Scalar extends Argument {}

  /** An integer. */
  record Int(long value) implements Scalar, Constant {}

  /** A floating point number; infinities and NaN occur. */
  record Real(double value) implements Scalar, Constant {}

  /** A truth value. */
  record Bool(boolean value) implements Scalar, Constant {}

  /** A number or truth value of the graph, described by a {@link SymInt}, {@link SymFloat} or {@link SymBool}. */
  record Symbol(String name) implements Scalar {}

  /** A list of integers. */
  record Ints(List<Long> values) implements Constant {

    public Ints {
      values = List.copyOf(values);
    }
  }

  /** A list of floating point numbers. */
  record Reals(List<Double> values) implements Constant {

    public Reals {
      values = List.copyOf(values);
    }
  }

  /** A list of truth values. */
  record Bools(List<Boolean> values) implements Constant {

    public Bools {
      values = List.copyOf(values);
    }
  }

  /** A list in which symbols occur beside constants of one type: a size such as {@code [s0, 8, 16]}. */
  record Scalars(List<Scalar> values) implements Argument {

    public Scalars {
      values = List.copyOf(values);
    }
  }

  /** A complex number. */
  record Complex(double real, double imaginary) implements Constant {}

  /** A string. */
  record Text(String value) implements Constant {}

  /** A list of strings. */
  record Texts(List<String> values) implements Constant {

    public Texts {
      values = List.copyOf(values);
    }
  }

  /** An element type. */
  record Type(DataType value) implements Constant {}

  /** A device as PyTorch names it: {@code cuda:0}, {@code cpu}. */
  record Device(String name) implements Constant {}

  /** A layout as PyTorch names it: {@code strided}. */
  record Layout(String name) implements Constant {}

  /** A memory format. */
  record Format(MemoryFormat value) implements Constant {}

  /** An operator, as higher-order operators take it. */
  record Callee(Operator operator) implements Constant {}

  /** A graph of its own, as control flow takes it. It sees nothing of the outer graph's values. */
  record Subgraph(String name, Graph graph) implements Constant {}

  /** Hands each name of a value of the graph to {@code names}, in order. A subgraph's own values are none of them. */
  default void forEachName(Consumer<String> names) {
    switch (this) {
      case Tensor tensor -> names.accept(tensor.name());
      case Tensors tensors -> tensors.names().forEach(names);
      case OptionalTensors tensors -> tensors.names().forEach(name -> name.ifPresent(names));
      case Symbol symbol -> names.accept(symbol.name());
      case Scalars scalars -> scalars.values().forEach(scalar -> scalar.forEachName(names));
      case Constant _ -> {
        // Constants name no value.
      }
    }
  }
}
