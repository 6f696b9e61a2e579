package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * PyTorch's {@code convolution}, also transposed, in any number of spatial dimensions: patches of the image are laid out as a
 * matrix (im2col) and multiplied with the weights. The result may be larger or smaller than {@link #results} says: what lies
 * outside the image counts as zero, so padding may differ at the two ends.
 */
final class Convolution implements Kernel {

  @Override
  public List<ResultShape> results(Arguments arguments) {
    Tensor input = arguments.tensor("input");
    Tensor weight = arguments.tensor("weight");
    boolean isTransposed = arguments.truth("transposed", false);
    int spatial = input.rank() - 2;
    List<Long> stride = along(arguments, "stride", spatial, 1);
    List<Long> padding = along(arguments, "padding", spatial, 0);
    List<Long> dilation = along(arguments, "dilation", spatial, 1);
    List<Long> extra = along(arguments, "output_padding", spatial, 0);
    var sizes = new ArrayList<Long>();
    sizes.add(input.shape()[0]);
    sizes.add(isTransposed ? weight.shape()[1] * arguments.integer("groups", 1) : weight.shape()[0]);
    for (int i = 0; i < spatial; i++) {
      long size = input.shape()[i + 2];
      long reach = dilation.get(i) * (weight.shape()[i + 2] - 1);
      sizes.add(
          isTransposed
              ? (size - 1) * stride.get(i) - 2 * padding.get(i) + reach + extra.get(i) + 1
              : (size + 2 * padding.get(i) - reach - 1) / stride.get(i) + 1);
    }
    return List.of(new ResultShape(input.type(), sizes));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor input = arguments.tensor("input");
    Tensor weight = arguments.tensor("weight");
    Tensor result = results.getFirst();
    boolean isTransposed = arguments.truth("transposed", false);
    int groups = Math.toIntExact(arguments.integer("groups", 1));
    long channels = isTransposed ? weight.shape()[0] : weight.shape()[1] * groups;
    if (input.shape()[1] != channels) {
      throw new IllegalArgumentException(
          "input has " + input.shape()[1] + " channels, weight " + Arrays.toString(weight.shape()) + " in " + groups
              + " groups expects " + channels);
    }
    if (result.elements() == 0) {
      return;
    }
    int spatial = input.rank() - 2;
    var window = new Patches.Window(
        along(arguments, "stride", spatial, 1), along(arguments, "padding", spatial, 0),
        along(arguments, "dilation", spatial, 1));
    long[] small = spatial(isTransposed ? input : result);
    long[] large = spatial(isTransposed ? result : input);
    var patches = new Patches(large, small, spatial(weight), window);
    double[] weights = RealMatrix.read(weight);
    double[] bias = arguments.optionalTensor("bias").map(RealMatrix::read).orElse(new double[0]);
    for (long image = 0; image < result.shape()[0]; image++) {
      double[] from = RealMatrix.read(RealMatrix.part(input, image));
      Tensor target = RealMatrix.part(result, image);
      double[] to = filled(bias, target);
      if (!input.type().isFloatingPoint()) {
        RealMatrix.requireExact(weights, from, weights.length + 1);
      }
      for (int group = 0; group < groups; group++) {
        if (isTransposed) {
          spread(patches, weights, from, to, group, groups);
        } else {
          collect(patches, weights, from, to, group, groups);
        }
      }
      RealMatrix.write(to, target);
    }
  }

  /** Output channels of a group: its weights times the patches of its input channels. */
  private static void collect(Patches patches, double[] weights, double[] from, double[] to, int group, int groups) {
    int inputs = from.length / groups;
    int outputs = to.length / groups;
    int share = weights.length / groups;
    double[] columns = patches.gather(from, group * inputs, patches.channels(inputs));
    int positions = patches.positions();
    int inner = columns.length / positions;
    double[] own = Arrays.copyOfRange(weights, group * share, (group + 1) * share);
    double[] products = new double[outputs];
    RealMatrix.multiply(own, columns, products, outputs / positions, inner, positions);
    for (int i = 0; i < outputs; i++) {
      to[group * outputs + i] += products[i];
    }
  }

  /** The transposed form: its weights, transposed, times the input channels of a group are patches of its output channels. */
  private static void spread(Patches patches, double[] weights, double[] from, double[] to, int group, int groups) {
    int inputs = from.length / groups;
    int outputs = to.length / groups;
    int share = weights.length / groups;
    int positions = patches.positions();
    int channels = inputs / positions;
    int rows = share / channels;
    double[] own = new double[share];
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < rows; row++) {
        own[row * channels + channel] = weights[group * share + channel * rows + row];
      }
    }
    double[] columns = new double[Math.multiplyExact(rows, positions)];
    double[] image = Arrays.copyOfRange(from, group * inputs, (group + 1) * inputs);
    RealMatrix.multiply(own, image, columns, rows, channels, positions);
    patches.scatter(columns, to, group * outputs, patches.channels(outputs));
  }

  private static double[] filled(double[] bias, Tensor target) {
    double[] elements = new double[Math.toIntExact(target.elements())];
    for (int channel = 0; channel < bias.length; channel++) {
      int size = elements.length / bias.length;
      Arrays.fill(elements, channel * size, (channel + 1) * size, bias[channel]);
    }
    return elements;
  }

  private static long[] spatial(Tensor tensor) {
    return Arrays.copyOfRange(tensor.shape(), 2, tensor.rank());
  }

  /** An argument with one number for each dimension, or one for all. */
  private static List<Long> along(Arguments arguments, String name, int dimensions, long ifMissing) {
    List<Long> numbers = arguments.integers(name);
    return switch (numbers.size()) {
      case 0 -> Collections.nCopies(dimensions, ifMissing);
      case 1 -> Collections.nCopies(dimensions, numbers.getFirst());
      default -> numbers;
    };
  }
}
