package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.model.Argument;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tensors that follow from places alone, and diagonals taken out and put in. */
final class GridRules {

  private GridRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::meshgrid.default", call -> grid(call, "ij"));
    rules.put("aten::meshgrid.indexing", call -> grid(call, call.text("indexing", "ij")));
    rules.put("aten::broadcast_tensors.default", GridRules::broadcast);
    rules.put("aten::eye.default", GridRules::eye);
    rules.put("aten::eye.m", GridRules::eye);
    for (String overload : List.of("default", "Tensor_Tensor", "Tensor_Scalar", "Scalar_Tensor")) {
      rules.put("aten::linspace." + overload, call -> line(call, false));
      rules.put("aten::logspace." + overload, call -> line(call, true));
    }
    rules.put("aten::tril_indices.default", call -> triangle(call, true));
    rules.put("aten::triu_indices.default", call -> triangle(call, false));
    rules.put("aten::one_hot.default", GridRules::oneHot);
    rules.put("aten::diag_embed.default", GridRules::embedDiagonal);
    rules.put("aten::diag.default", GridRules::diag);
    rules.put("aten::diagflat.default", GridRules::flatDiagonal);
  }

  /** Each tensor along a dimension of its own; {@code xy} exchanges the first two. */
  private static List<TensorValue> grid(Call call, String indexing) {
    List<TensorValue> tensors = call.tensors("tensors");
    var results = new ArrayList<TensorValue>();
    for (int i = 0; i < tensors.size(); i++) {
      boolean isExchanged = indexing.equals("xy") && tensors.size() > 1 && i < 2;
      int dimension = isExchanged ? 1 - i : i;
      TensorValue tensor = tensors.get(i);
      Index offset = tensor.offset().substitute(axis -> Index.axis(dimension), List.of());
      results.add(tensor.view(Sizes.of(call.graph().tensor(call.defines().get(i)).sizes()), offset));
    }
    return results;
  }

  private static List<TensorValue> broadcast(Call call) {
    var results = new ArrayList<TensorValue>();
    List<TensorValue> tensors = call.tensors("tensors");
    for (int i = 0; i < tensors.size(); i++) {
      results.add(
          Views.expand(tensors.get(i), Sizes.of(call.graph().tensor(call.defines().get(i)).sizes())));
    }
    return results;
  }

  private static List<TensorValue> eye(Call call) {
    Expression isDiagonal = equal(Index.axis(0), Index.axis(1));
    return made(call, Formulas.cast(isDiagonal, call.output().type()));
  }

  /** From the start forwards in the first half and from the end backwards in the second, as PyTorch rounds it. */
  private static List<TensorValue> line(Call call, boolean isLogarithmic) {
    DataType type = call.output().type();
    Index steps = call.outputSizes().getFirst();
    Expression start = number(call, "start");
    Expression end = number(call, "end");
    Index last = steps.minus(Index.of(1));
    Expression step = steps.isConstant(1)
        ? Formulas.constant(0, DataType.FLOAT64)
        : Formulas.divide(Formulas.subtract(end, start), real(last));
    Expression forwards = Formulas.add(start, Formulas.multiply(step, real(Index.axis(0))));
    Expression backwards = Formulas.subtract(end, Formulas.multiply(step, real(last.minus(Index.axis(0)))));
    Expression isFirstHalf = Formulas.binary(
        BinaryFunction.LT, Formulas.position(Index.axis(0)),
        Formulas.position(steps.quotient(Index.of(2), List.of())));
    Expression exponent = steps.isConstant(1) ? forwards : Formulas.choice(isFirstHalf, forwards, backwards);
    Expression value = isLogarithmic
        ? Formulas.binary(
            BinaryFunction.POW, Formulas.constant(call.real("base", 10), DataType.FLOAT64), exponent)
        : exponent;
    return made(call, Formulas.cast(value, type));
  }

  /** An end of a line, in the type of the result first. */
  private static Expression number(Call call, String name) {
    Expression value = Elementwise.operand(
        call, call.argument(name).orElse(new Argument.Int(0)), List.of(), DataType.FLOAT64);
    return call.output().type().isFloatingPoint()
        ? value
        : Formulas.cast(Formulas.cast(value, DataType.INT64), DataType.FLOAT64);
  }

  private static Expression real(Index index) {
    return Formulas.cast(Formulas.position(index), DataType.FLOAT64);
  }

  /** Rows and columns of a triangle's places, row by row: known ahead, so a table of constants. */
  private static List<TensorValue> triangle(Call call, boolean isLower) {
    long rows = call.integer("row", 0);
    long columns = call.integer("col", 0);
    long offset = call.integer("offset", 0);
    Expression row = Formulas.position(Index.of(0));
    Expression column = Formulas.position(Index.of(0));
    long before = 0;
    for (long i = 0; i < rows; i++) {
      long from = isLower ? 0 : Math.clamp(i + offset, 0, columns);
      long to = isLower ? Math.clamp(i + offset + 1, 0, columns) : columns;
      Expression isRow = Formulas.isWithin(Index.axis(1), Index.of(before), Index.of(before + to - from));
      row = Formulas.choice(isRow, Formulas.position(Index.of(i)), row);
      column = Formulas.choice(
          isRow, Formulas.position(Index.axis(1).plus(Index.of(from - before))), column);
      before += to - from;
    }
    Expression value = Formulas.choice(equal(Index.axis(0), Index.of(0)), row, column);
    return made(call, Formulas.cast(value, call.output().type()));
  }

  private static List<TensorValue> oneHot(Call call) {
    TensorValue self = call.tensor("self");
    List<Index> sizes = call.outputSizes();
    Expression isHot = Formulas.binary(
        BinaryFunction.EQ,
        Formulas.cast(call.nodes().load(Views.unsqueeze(self, self.rank()), sizes), DataType.INT64),
        Formulas.position(Index.axis(self.rank())));
    return made(call, Formulas.cast(isHot, call.output().type()));
  }

  /** The last dimension along the diagonal of two new ones, zeros elsewhere. */
  private static List<TensorValue> embedDiagonal(Call call) {
    TensorValue self = call.tensor("self");
    int rank = call.outputSizes().size();
    int first = Views.dimension(call.integer("dim1", -2), rank);
    int second = Views.dimension(call.integer("dim2", -1), rank);
    return embedded(call, self, first, second, call.integer("offset", 0));
  }

  private static List<TensorValue> embedded(Call call, TensorValue self, int first, int second, long offset) {
    List<Index> sizes = call.outputSizes();
    var at = new ArrayList<Index>();
    for (int i = 0; i < sizes.size(); i++) {
      if (i != first && i != second) {
        at.add(Index.axis(i));
      }
    }
    at.add(offset < 0 ? Index.axis(second) : Index.axis(first));
    Expression isDiagonal = equal(Index.axis(first).plus(Index.of(offset)), Index.axis(second));
    return made(
        call,
        Formulas.choice(
            isDiagonal, call.nodes().load(self, at, sizes), Formulas.constant(0, self.type())));
  }

  private static List<TensorValue> flatDiagonal(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue flat = Views.reshape(self, List.of(Index.product(self.sizes())));
    return embedded(call, flat, 0, 1, call.integer("offset", 0));
  }

  /** Of a matrix its diagonal, of a vector the matrix that has it. */
  private static List<TensorValue> diag(Call call) {
    TensorValue self = call.tensor("self");
    long offset = call.integer("diagonal", 0);
    if (self.rank() == 1) {
      return embedded(call, self, 0, 1, offset);
    }
    Index row = Index.axis(0).plus(Index.of(Math.max(-offset, 0)));
    Index column = Index.axis(0).plus(Index.of(Math.max(offset, 0)));
    return made(call, call.nodes().load(self, List.of(row, column), call.outputSizes()));
  }

  private static Expression equal(Index left, Index right) {
    return Formulas.binary(BinaryFunction.EQ, Formulas.position(left), Formulas.position(right));
  }

  private static List<TensorValue> made(Call call, Expression value) {
    return List.of(call.nodes().compute(call.output().device(), call.outputSizes(), value));
  }
}
