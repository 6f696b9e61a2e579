package graft.compiler.api.kernel;

import graft.compiler.api.kernel.CallSite.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A call of {@code convolution}, for libraries.
 *
 * @param input images × channels × spatial dimensions
 * @param weight output channels × input channels of a group × window, or input channels × output channels of a group × window
 *     where {@code isTransposed}
 * @param bias one number for each output channel; null where there is none
 * @param result images × channels × spatial dimensions
 * @param padding what is added in front of each spatial dimension; how much behind, the result's size tells
 * @param threads how many threads there are
 */
public record Convolution(
    Shape input, Shape weight, @Nullable Shape bias, Shape result, List<Long> stride, List<Long> padding,
    List<Long> dilation, boolean isTransposed, long groups, int threads) {

  /** The convolution that a call is; empty if it is none or computes nothing. */
  public static Optional<Convolution> of(CallSite site) {
    if (!site.operator().packet().equals("aten::convolution") || site.result().sizes().contains(0L)
        || MatrixProduct.shape(site, "weight").sizes().contains(0L)) {
      return Optional.empty();
    }
    int spatial = site.result().sizes().size() - 2;
    return Optional.of(
        new Convolution(
            MatrixProduct.shape(site, "input"), MatrixProduct.shape(site, "weight"), site.tensors().get("bias"),
            site.result(),
            along(site, "stride", spatial, 1), along(site, "padding", spatial, 0), along(site, "dilation", spatial, 1),
            site.attributes().truth("transposed", false), site.attributes().integer("groups", 1), site.threads()));
  }

  /** An argument with one number for each dimension, or one for all. */
  private static List<Long> along(CallSite site, String name, int dimensions, long ifMissing) {
    List<Long> numbers = site.attributes().integers(name);
    return switch (numbers.size()) {
      case 0 -> Collections.nCopies(dimensions, ifMissing);
      case 1 -> Collections.nCopies(dimensions, numbers.getFirst());
      default -> numbers;
    };
  }

  /** How many spatial dimensions there are. */
  public int spatial() {
    return result.sizes().size() - 2;
  }

  /** Channels of the input. */
  public long inputs() {
    return input.sizes().get(1);
  }

  /** Channels of the result. */
  public long outputs() {
    return result.sizes().get(1);
  }

  /** How much is added behind each spatial dimension, less than nothing where the end of the image is not looked at. */
  public List<Long> paddingBehind() {
    var behind = new ArrayList<Long>();
    for (int i = 0; i < spatial(); i++) {
      long small = (isTransposed ? input : result).sizes().get(i + 2);
      long large = (isTransposed ? result : input).sizes().get(i + 2);
      behind.add((small - 1) * stride.get(i) + reach(i) + 1 - large - padding.get(i));
    }
    return behind;
  }

  /** Whether no window lies outside the image as a whole. */
  public boolean isEachWindowInside() {
    List<Long> behind = paddingBehind();
    return IntStream.range(0, spatial()).allMatch(i -> Math.max(padding.get(i), behind.get(i)) <= reach(i));
  }

  private long reach(int dimension) {
    return dilation.get(dimension) * (weight.sizes().get(dimension + 2) - 1);
  }

  /** Thousands of floating point operations. */
  public double operations() {
    double each = 2e-3 * inputs() * outputs() / groups * input.sizes().getFirst();
    for (int i = 2; i < spatial() + 2; i++) {
      each *= weight.sizes().get(i) * (isTransposed ? input : result).sizes().get(i);
    }
    return each;
  }

  /**
   * The product of matrices that this is, where each element of the result is made of those at its own place: for each image,
   * weights times the channels of all places; where an image is one place, or channels lie innermost, places times weights, all
   * images at once.
   */
  public Optional<MatrixProduct> product() {
    return isPointwise() ? Pointwise.of(this) : Optional.empty();
  }

  private boolean isPointwise() {
    return groups == 1 && !isTransposed && weight.sizes().stream().skip(2).allMatch(size -> size == 1)
        && stride.stream().allMatch(step -> step == 1) && padding.stream().allMatch(size -> size == 0)
        && input.sizes().subList(2, spatial() + 2).equals(result.sizes().subList(2, spatial() + 2));
  }
}
