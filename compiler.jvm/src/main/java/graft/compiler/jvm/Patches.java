package graft.compiler.jvm;

import java.util.Arrays;
import java.util.List;

/**
 * Where a kernel that slides over an image touches it: a place in the image for each kernel element and each position of the
 * kernel, none where it stands in the padding. Any number of spatial dimensions.
 */
final class Patches {

  private final int[] places;
  private final int image;
  private final int count;

  /**
   * Patches of one channel.
   *
   * @param image sizes of the image
   * @param positions how many positions the kernel takes along each dimension
   */
  Patches(long[] image, long[] positions, long[] kernel, Window window) {
    this.image = Math.toIntExact(product(image));
    count = Math.toIntExact(product(positions));
    places = new int[Math.multiplyExact(Math.toIntExact(product(kernel)), count)];
    for (int i = 0; i < places.length; i++) {
      places[i] = place(image, positions, kernel, window, i / count, i % count);
    }
  }

  /** How a kernel moves, along each spatial dimension. */
  record Window(List<Long> stride, List<Long> padding, List<Long> dilation) {}

  private static int place(
      long[] image, long[] positions, long[] kernel, Window window, int element, int position) {
    long place = 0;
    long step = 1;
    long k = element;
    long p = position;
    for (int i = image.length - 1; i >= 0; i--) {
      long at = p % positions[i] * window.stride().get(i) - window.padding().get(i)
          + k % kernel[i] * window.dilation().get(i);
      if (at < 0 || at >= image[i]) {
        return -1;
      }
      place += at * step;
      step *= image[i];
      k /= kernel[i];
      p /= positions[i];
    }
    return (int) place;
  }

  /** How many positions the kernel takes. */
  int positions() {
    return count;
  }

  /** How many channels images of so many elements have. */
  int channels(int elements) {
    return elements / image;
  }

  /** Copies channels of an image, one after the other, into patches: a row for each channel and kernel element. */
  double[] gather(double[] images, int from, int channels) {
    double[] patches = new double[Math.multiplyExact(channels, places.length)];
    for (int channel = 0; channel < channels; channel++) {
      int start = from + channel * image;
      int target = channel * places.length;
      for (int i = 0; i < places.length; i++) {
        patches[target + i] = places[i] < 0 ? 0 : images[start + places[i]];
      }
    }
    return patches;
  }

  /** Adds patches to channels of an image. */
  void scatter(double[] patches, double[] images, int from, int channels) {
    for (int channel = 0; channel < channels; channel++) {
      int start = from + channel * image;
      int source = channel * places.length;
      for (int i = 0; i < places.length; i++) {
        if (places[i] >= 0) {
          images[start + places[i]] += patches[source + i];
        }
      }
    }
  }

  private static long product(long[] sizes) {
    return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
  }
}
