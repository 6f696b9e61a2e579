package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;

/** Calls of the kernels of linear algebra, and views of batches of matrices. Belongs to one operator's call. */
record MatrixCalls(Call call) {

  /** Factors L and U in one matrix, and the pivots as PyTorch has them. */
  record Lu(TensorValue factors, TensorValue pivots) {}

  Lu lu(TensorValue matrices) {
    var sizes = new ArrayList<>(batch(matrices));
    sizes.add(least(matrices));
    TensorValue pivots = TensorValue.whole(DataType.INT32, matrices.device(), sizes);
    List<TensorValue> results = kernel("linalg_lu_factor", List.of(matrices, pivots), tensor("A", matrices));
    return new Lu(results.getFirst(), results.getLast());
  }

  /** The X for which A X = B, or Aᵀ X = B; batches are broadcast. */
  TensorValue solve(Lu lu, TensorValue right, boolean isTransposed) {
    requireSquare(lu.factors());
    Agreement.equal(rows(lu.factors()), rows(right), "equations");
    Agreement.equal(rows(lu.factors()), lu.pivots().sizes().getLast(), "pivots");
    List<Index> batch = Sizes.broadcast(batch(lu.factors()), batch(right));
    TensorValue wide = expanded(right, batch);
    return kernel(
        "linalg_lu_solve", List.of(wide), tensor("LU", expanded(lu.factors(), batch)),
        tensor("pivots", expanded(Views.unsqueeze(lu.pivots(), lu.pivots().rank() - 1), batch)), tensor("B", wide),
        truth("adjoint", isTransposed)).getFirst();
  }

  /** The X for which a triangular A X = B; batches are broadcast. */
  TensorValue triangle(TensorValue matrices, TensorValue right, boolean isUpper, boolean isUnit) {
    requireSquare(matrices);
    Agreement.equal(rows(matrices), rows(right), "equations");
    List<Index> batch = Sizes.broadcast(batch(matrices), batch(right));
    TensorValue wide = expanded(right, batch);
    return kernel(
        "linalg_solve_triangular", List.of(wide), tensor("self", expanded(matrices, batch)), tensor("B", wide),
        truth("upper", isUpper), truth("unitriangular", isUnit)).getFirst();
  }

  /** A kernel's results, which are like the given tensors. */
  List<TensorValue> kernel(String name, List<TensorValue> results, NamedOperand... operands) {
    return FallbackRules.call(call, new Operator("aten::" + name, "default"), List.of(operands), results);
  }

  NamedOperand tensor(String name, TensorValue value) {
    return new NamedOperand(name, new Operand.Tensor(call.nodes().view(value)));
  }

  static NamedOperand truth(String name, boolean value) {
    return new NamedOperand(name, new Operand.Truth(value));
  }

  /** Batches of matrices of other sizes. */
  static TensorValue like(TensorValue matrices, Index... sizes) {
    var all = new ArrayList<>(batch(matrices));
    all.addAll(List.of(sizes));
    return TensorValue.whole(matrices.type(), matrices.device(), all);
  }

  static List<Index> batch(TensorValue matrices) {
    if (matrices.rank() < 2) {
      throw new UnsupportedException("a matrix of rank " + matrices.rank());
    }
    return matrices.sizes().subList(0, matrices.rank() - 2);
  }

  static void requireSquare(TensorValue matrices) {
    batch(matrices);
    Agreement.equal(rows(matrices), columns(matrices), "a square matrix");
  }

  static Index rows(TensorValue matrices) {
    return matrices.sizes().get(matrices.rank() - 2);
  }

  static Index columns(TensorValue matrices) {
    return matrices.sizes().getLast();
  }

  /** The smaller of rows and columns, which must be known. */
  static Index least(TensorValue matrices) {
    Index rows = rows(matrices);
    Index columns = columns(matrices);
    if (rows.equals(columns)) {
      return rows;
    }
    if (rows instanceof Index.Constant(long height) && columns instanceof Index.Constant(long width)) {
      return Index.of(Math.min(height, width));
    }
    throw new UnsupportedException("matrices of sizes " + rows.text() + " and " + columns.text());
  }

  static TensorValue transposed(TensorValue matrices) {
    return Views.transpose(matrices, matrices.rank() - 2, matrices.rank() - 1);
  }

  static TensorValue expanded(TensorValue matrices, List<Index> batch) {
    var sizes = new ArrayList<>(batch);
    sizes.addAll(matrices.sizes().subList(matrices.rank() - 2, matrices.rank()));
    return Views.expand(matrices, sizes);
  }

  /** The diagonals, as the last dimension. */
  static TensorValue diagonal(TensorValue matrices) {
    int last = matrices.rank() - 2;
    var sizes = new ArrayList<>(batch(matrices));
    sizes.add(least(matrices));
    return matrices.view(
        sizes,
        matrices.offset().substitute(axis -> axis.number() >= last ? Index.axis(last) : axis, sizes));
  }

  /** Ones on the diagonal of matrices like these. */
  TensorValue identity(TensorValue matrices) {
    Index row = Index.axis(matrices.rank() - 2);
    Index column = Index.axis(matrices.rank() - 1);
    return computed(matrices, Formulas.constant(1, matrices.type()), row, BinaryFunction.EQ, column);
  }

  /** The lower or the upper triangle of matrices, zeros elsewhere. */
  TensorValue part(TensorValue matrices, boolean isUpper) {
    Index row = Index.axis(matrices.rank() - 2);
    Index column = Index.axis(matrices.rank() - 1);
    return computed(
        matrices, call.nodes().load(matrices, matrices.sizes()), row,
        isUpper ? BinaryFunction.LE : BinaryFunction.GE, column);
  }

  private TensorValue computed(
      TensorValue like, Expression value, Index row, BinaryFunction compare, Index column) {
    Expression isChosen = Formulas.binary(compare, Formulas.position(row), Formulas.position(column));
    return call.nodes()
        .compute(
            like.device(), like.sizes(), Formulas.choice(isChosen, value, Formulas.constant(0, value.type())));
  }
}
