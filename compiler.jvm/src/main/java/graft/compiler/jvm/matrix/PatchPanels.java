package graft.compiler.jvm.matrix;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import graft.compiler.api.kernel.Convolution;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Panels of the matrix whose columns are what a convolution's window shows at each place of the result (im2col). Fewer than three
 * spatial dimensions count as three, the first of one element.
 */
final class PatchPanels implements Panels {

  private final long imageStride;
  private final long channelStride;
  private final int channels;
  private final int groups;
  private final Axis depth;
  private final Axis height;
  private final Axis width;

  /** A spatial dimension: of the image, the window and the result, and how the window moves. */
  private record Axis(int image, long imageStride, int window, int result, int stride, int padding, int dilation) {

    /** Where the image is seen from a place of the result, at the window's start. */
    int start(int place) {
      return place * stride - padding;
    }
  }

  PatchPanels(Convolution convolution) {
    List<Long> strides = convolution.input().strides();
    imageStride = strides.getFirst();
    channelStride = strides.get(1);
    groups = (int) convolution.groups();
    channels = (int) (convolution.inputs() / convolution.groups());
    depth = axis(convolution, convolution.spatial() - 3);
    height = axis(convolution, convolution.spatial() - 2);
    width = axis(convolution, convolution.spatial() - 1);
  }

  private static Axis axis(Convolution convolution, int dimension) {
    if (dimension < 0) {
      return new Axis(1, 0, 1, 1, 1, 0, 1);
    }
    return new Axis(
        convolution.input().sizes().get(dimension + 2).intValue(), convolution.input().strides().get(dimension + 2),
        convolution.weight().sizes().get(dimension + 2).intValue(),
        convolution.result().sizes().get(dimension + 2).intValue(), convolution.stride().get(dimension).intValue(),
        convolution.padding().get(dimension).intValue(), convolution.dilation().get(dimension).intValue());
  }

  @Override
  public void pack(MemorySegment from, long batch, long column, int panelWidth, int columns, MemorySegment to) {
    to.fill((byte) 0);
    long start = batch / groups * imageStride + batch % groups * channels * channelStride;
    for (int i = 0; i < panelWidth; i++) {
      int place = (int) column + i;
      int x = width.start(place % width.result());
      int y = height.start(place / width.result() % height.result());
      int z = depth.start(place / width.result() / height.result());
      long target = (long) i * Float.BYTES;
      for (int channel = 0; channel < channels; channel++) {
        patch(from, start + channel * channelStride, x, y, z, columns, to, target);
        target += (long) depth.window() * height.window() * width.window() * columns * Float.BYTES;
      }
    }
  }

  /** What the window shows of one channel; what is outside the image stays zero. */
  private void patch(
      MemorySegment from, long channel, int x, int y, int z, int columns, MemorySegment to, long start) {
    long target = start;
    for (int k = 0; k < depth.window(); k++) {
      int atZ = z + k * depth.dilation();
      for (int j = 0; j < height.window(); j++) {
        int atY = y + j * height.dilation();
        boolean isInside = atZ >= 0 && atZ < depth.image() && atY >= 0 && atY < height.image();
        long row = channel + atZ * depth.imageStride() + atY * height.imageStride();
        for (int i = 0; i < width.window(); i++) {
          int atX = x + i * width.dilation();
          if (isInside && atX >= 0 && atX < width.image()) {
            to.set(
                JAVA_FLOAT_UNALIGNED, target,
                from.get(JAVA_FLOAT_UNALIGNED, (row + atX * width.imageStride()) * Float.BYTES));
          }
          target += (long) columns * Float.BYTES;
        }
      }
    }
  }
}
