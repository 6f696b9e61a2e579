package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import java.util.List;

/** Which images, weights and results of a convolution fit each other. */
record ConvolutionShape(Call call, TensorValue images, TensorValue weight, boolean isTransposed) {

  /** Refuses what does not fit, as far as sizes are known. */
  void check(List<Index> result) {
    int spatial = weight.rank() - 2;
    if (spatial < 1 || images.rank() != weight.rank() || result.size() != weight.rank()) {
      throw new UnsupportedException(
          "images of sizes " + Sizes.text(images.sizes()) + ", weights of " + Sizes.text(weight.sizes()));
    }
    Agreement.type(images, weight, "a convolution");
    call.optionalTensor("bias").ifPresent(bias -> Agreement.type(images, bias, "a convolution"));
    Index groups = call.index("groups", 1);
    Index expected = weight.sizes().get(isTransposed ? 0 : 1).times(isTransposed ? Index.of(1) : groups);
    Index made = weight.sizes().get(isTransposed ? 1 : 0).times(isTransposed ? groups : Index.of(1));
    if (!Agreement.mayBeEqual(images.sizes().get(1), expected)) {
      throw new UnsupportedException(
          "input has " + images.sizes().get(1).text() + " channels, weight " + Sizes.text(weight.sizes()) + " in "
              + groups.text() + " groups expects " + expected.text());
    }
    Agreement.equal(images.sizes().get(0), result.get(0), "a convolution of batches");
    Agreement.equal(made, result.get(1), "a convolution to channels");
    call.optionalTensor("bias").ifPresent(bias -> Agreement.broadcast(bias.sizes(), List.of(made)));
    for (int i = 0; i < spatial; i++) {
      Agreement.equal(extent(i, spatial), result.get(i + 2), "a convolution to extents");
    }
  }

  /** Extent of the result in one spatial dimension. */
  private Index extent(int number, int spatial) {
    long stride = atLeast(1, "stride", number, spatial, 1);
    long dilation = atLeast(1, "dilation", number, spatial, 1);
    Index image = images.sizes().get(number + 2);
    Index reach = weight.sizes().get(number + 2).minus(Index.of(1)).times(Index.of(dilation));
    boolean isNamed = call.operator().overload().equals("padding");
    if (isNamed && call.text("padding", "valid").equals("same")) {
      return image;
    }
    Index padding = Index.of(isNamed ? 0 : 2 * atLeast(0, "padding", number, spatial, 0));
    if (isTransposed) {
      long extra = atLeast(0, "output_padding", number, spatial, 0);
      return image.minus(Index.of(1)).times(Index.of(stride)).minus(padding).plus(reach).plus(Index.of(extra + 1));
    }
    return image.plus(padding).minus(reach).minus(Index.of(1)).quotient(Index.of(stride), List.of()).plus(Index.of(1));
  }

  private long atLeast(long least, String name, int number, int spatial, long ifMissing) {
    long value = ConvolutionRules.along(call, name, spatial, ifMissing).get(number);
    if (value < least) {
      throw new UnsupportedException(name + " is " + value);
    }
    return value;
  }
}
