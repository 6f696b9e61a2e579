package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code col2im}: overlapping patches summed up to the image that they were taken from. */
final class FoldRules {

  private FoldRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::col2im.default", FoldRules::fold);
  }

  /** One of the two dimensions of the image. */
  private record Side(long kernel, long dilation, long padding, long stride, Index blocks) {

    static Side of(Call call, int number, Index size) {
      long kernel = call.integers("kernel_size").get(number);
      long dilation = call.integers("dilation").get(number);
      long padding = call.integers("padding").get(number);
      long stride = call.integers("stride").get(number);
      Index blocks = size.plus(Index.of(2 * padding - dilation * (kernel - 1) - 1))
          .quotient(Index.of(stride), List.of())
          .plus(Index.of(1));
      return new Side(kernel, dilation, padding, stride, blocks);
    }

    /** How far a pixel lies from the start of the first patch that shows it at a place of the kernel. */
    private Index distance(Index pixel, Index place) {
      return pixel.plus(Index.of(padding)).minus(place.times(Index.of(dilation)));
    }

    Index block(Index pixel, Index place) {
      return distance(pixel, place).quotient(Index.of(stride), List.of());
    }

    Expression hasBlock(Index pixel, Index place) {
      Expression starts = Formulas.binary(
          BinaryFunction.EQ,
          Formulas.position(distance(pixel, place).remainder(Index.of(stride), List.of())),
          Formulas.position(Index.of(0)));
      return Formulas.binary(
          BinaryFunction.AND, starts, Formulas.isWithin(block(pixel, place), Index.of(0), blocks));
    }
  }

  private static List<TensorValue> fold(Call call) {
    TensorValue self = call.tensor("self");
    List<Index> sizes = call.outputSizes();
    int rank = sizes.size();
    Index row = Index.axis(rank - 2);
    Index column = Index.axis(rank - 1);
    Side rows = Side.of(call, 0, sizes.get(rank - 2));
    Side columns = Side.of(call, 1, sizes.get(rank - 1));
    Index inRow = Index.axis(rank);
    Index inColumn = Index.axis(rank + 1);
    Index kernel = Index.axis(rank - 3)
        .times(Index.of(rows.kernel()))
        .plus(inRow)
        .times(Index.of(columns.kernel()))
        .plus(inColumn);
    Index block = rows.block(row, inRow).times(columns.blocks()).plus(columns.block(column, inColumn));
    var at = new ArrayList<Index>(rank == 4 ? List.of(Index.axis(0)) : List.of());
    at.add(kernel);
    at.add(block);
    DataType compute = Formulas.computeType(self.type());
    Expression element = Formulas.cast(call.nodes().load(self, at, List.of()), compute);
    Expression isCovered = Formulas.binary(
        BinaryFunction.AND, rows.hasBlock(row, inRow), columns.hasBlock(column, inColumn));
    var reduction = new Reduction(
        Reduction.Kind.SUM, List.of(Index.of(rows.kernel()), Index.of(columns.kernel())));
    TensorValue sum = call.nodes()
        .reduce(
            self.device(), sizes, sizes, TensorValue.rowMajor(sizes), reduction,
            Formulas.choice(isCovered, element, Formulas.constant(0, compute)));
    return List.of(Reductions.cast(call.nodes(), sum, self.type()));
  }
}
