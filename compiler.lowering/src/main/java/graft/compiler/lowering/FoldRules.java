package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code im2col}: patches of an image as columns; {@code col2im}: such patches summed up to the image. */
final class FoldRules {

  private FoldRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::col2im.default", FoldRules::fold);
    rules.put("aten::im2col.default", FoldRules::unfold);
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

    /** The pixel that a patch shows at a place of the kernel. */
    Index pixel(Index block, Index place) {
      return block.times(Index.of(stride)).plus(place.times(Index.of(dilation))).minus(Index.of(padding));
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

  /** Outside the image there are zeros. */
  private static List<TensorValue> unfold(Call call) {
    TensorValue self = call.tensor("self");
    List<Index> sizes = call.outputSizes();
    int rank = sizes.size();
    Index height = self.sizes().get(rank - 1);
    Index width = self.sizes().get(rank);
    Side rows = Side.of(call, 0, height);
    Side columns = Side.of(call, 1, width);
    Index place = Index.axis(rank - 2);
    Index inRow = place.quotient(Index.of(columns.kernel()), sizes).remainder(Index.of(rows.kernel()), sizes);
    Index inColumn = place.remainder(Index.of(columns.kernel()), sizes);
    Index block = Index.axis(rank - 1);
    Index row = rows.pixel(block.quotient(columns.blocks(), sizes), inRow);
    Index column = columns.pixel(block.remainder(columns.blocks(), sizes), inColumn);
    var at = new ArrayList<Index>(rank == 3 ? List.of(Index.axis(0)) : List.of());
    at.add(place.quotient(Index.of(rows.kernel() * columns.kernel()), sizes));
    at.add(row);
    at.add(column);
    Expression isInside = Formulas.binary(
        BinaryFunction.AND,
        Formulas.isWithin(row, Index.of(0), height),
        Formulas.isWithin(column, Index.of(0), width));
    Expression value = Formulas.choice(
        isInside, call.nodes().load(self, at, sizes), Formulas.constant(0, self.type()));
    return List.of(call.nodes().compute(self.device(), sizes, value));
  }
}
