package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;

/** {@code affine_grid_generator}: where each element of an image lies in another that a matrix turns, scales and moves. */
final class AffineGridRules {

  private AffineGridRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::affine_grid_generator.default", AffineGridRules::grid);
  }

  /** The matrix times (x, y, 1), or (x, y, z, 1), for places from -1 to 1; the result's last dimension is x, y, z. */
  private static List<TensorValue> grid(Call call) {
    Nodes nodes = call.nodes();
    TensorValue theta = call.tensor("theta");
    List<Index> sizes = call.outputSizes();
    int spatial = sizes.size() - 2;
    if (theta.rank() != 3 || (spatial != 2 && spatial != 3)) {
      throw new UnsupportedException("a grid of " + spatial + " dimensions");
    }
    DataType compute = Formulas.computeType(theta.type());
    Index row = Index.axis(spatial + 1);
    Expression sum = element(nodes, theta, row, spatial, sizes, compute);
    for (int i = 0; i < spatial; i++) {
      int dimension = spatial - i;
      Expression place = place(
          Index.axis(dimension), sizes.get(dimension), call.truth("align_corners", false), compute);
      sum = Formulas.add(sum, Formulas.multiply(element(nodes, theta, row, i, sizes, compute), place));
    }
    return List.of(nodes.compute(theta.device(), sizes, Formulas.cast(sum, theta.type())));
  }

  private static Expression element(
      Nodes nodes, TensorValue theta, Index row, int column, List<Index> extents, DataType compute) {
    return Formulas.cast(nodes.load(theta, List.of(Index.axis(0), row, Index.of(column)), extents), compute);
  }

  /** From -1 to 1: at the centres of the first and last element where corners are aligned, else at their edges. */
  private static Expression place(Index at, Index size, boolean isAligned, DataType compute) {
    Expression twice = Formulas.cast(Formulas.position(at.times(Index.of(2))), compute);
    Expression one = Formulas.constant(1, compute);
    if (size.isConstant(1)) {
      return Formulas.constant(0, compute);
    }
    if (isAligned) {
      Expression last = Formulas.cast(Formulas.position(size.minus(Index.of(1))), compute);
      return Formulas.subtract(Formulas.divide(twice, last), one);
    }
    Expression all = Formulas.cast(Formulas.position(size), compute);
    return Formulas.subtract(Formulas.divide(Formulas.add(twice, one), all), one);
  }
}
