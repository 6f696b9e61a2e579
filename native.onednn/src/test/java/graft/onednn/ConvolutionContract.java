package graft.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.kernel.Library;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every library's convolutions must be: sums in double precision, nearly, in many sizes and layouts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConvolutionContract {

  private static final long[] CHANNELS = {1, 2, 3, 8, 16, 17, 40};
  private static final int CALLS = 40;

  private final Library library;

  ConvolutionContract(Library library) {
    this.library = library;
  }

  /** What a convolution is made of, one number for each spatial dimension. */
  private record Window(List<Long> stride, List<Long> padding, List<Long> dilation, long groups,
      boolean isTransposed) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void each_place_is_the_sum_of_what_its_window_shows(long seed) {
    var random = new Random(seed);
    int prepared = 0;
    for (int i = 0; i < CALLS; i++) {
      int spatial = 1 + random.nextInt(3);
      long[] kernel = numbers(random, spatial, 1, 4);
      var window = window(random, kernel);
      boolean isDepthwise = random.nextBoolean();
      long inputs = isDepthwise && window.groups > 1 ? 1 : CHANNELS[random.nextInt(CHANNELS.length)];
      long outputs = isDepthwise && window.groups > 1 ? 1 : CHANNELS[random.nextInt(CHANNELS.length)];
      long[] small = numbers(random, spatial, 1, 9);
      long[] large = new long[spatial];
      for (int j = 0; j < spatial; j++) {
        long reach = window.dilation.get(j) * (kernel[j] - 1);
        large[j] = (small[j] - 1) * window.stride.get(j) + reach + 1 - 2 * window.padding.get(j)
            + random.nextLong(window.stride.get(j));
      }
      if (Arrays.stream(large).anyMatch(size -> size < 1)) {
        continue;
      }
      long images = random.nextLong(1, 4);
      boolean isChannelsLast = random.nextInt(3) == 0;
      Tensor input = tensor(
          random, isChannelsLast, joined(window.isTransposed ? small : large, images, inputs * window.groups));
      Tensor weight = window.isTransposed
          ? tensor(random, false, joined(kernel, inputs * window.groups, outputs))
          : tensor(random, false, joined(kernel, outputs * window.groups, inputs));
      Tensor result = tensor(
          random, isChannelsLast ^ random.nextInt(4) == 0,
          joined(window.isTransposed ? large : small, images, outputs * window.groups));
      Tensor bias = Numbers.random(
          random, DataType.FLOAT32, new long[]{outputs * window.groups}, new int[]{0}, 0);
      boolean hasBias = random.nextBoolean();
      TestCall call = new TestCall("aten::convolution", 1 + random.nextInt(3))
          .tensor("input", input, false).tensor("weight", weight, random.nextInt(8) > 0);
      if (hasBias) {
        call.tensor("bias", bias, random.nextBoolean());
      }
      call.attribute("stride", window.stride).attribute("padding", window.padding)
          .attribute("dilation", window.dilation).attribute("transposed", window.isTransposed)
          .attribute("groups", window.groups);
      if (!call.run(library, result)) {
        continue;
      }
      prepared++;
      assertThat(
          Numbers.difference(
              result,
              place -> (hasBias ? Numbers.get(bias, place[1]) : 0) + sum(input, weight, window, place)))
          .as(
              "seed %d, call %d: %s by %s * %s by %s, %s", seed, i, input, Arrays.toString(input.strides()), weight,
              Arrays.toString(weight.strides()), window)
          .isEmpty();
    }
    assertThat(prepared).as("calls of seed %d that the library takes", seed).isGreaterThan(CALLS / 6);
  }

  /** One image that is worth several threads, in each order that models have. */
  @ParameterizedTest
  @CsvSource({"3, 1, 1, 1, 1", "3, 2, 1, 1, 1", "5, 1, 4, 2, 1", "3, 3, 0, 1, 1", "1, 2, 0, 1, 1", "3, 1, 1, 1, 16"})
  void parts_of_one_image_are_put_together(long kernel, long stride, long padding, long dilation, long groups) {
    var random = new Random(kernel + 10 * stride);
    var window = new Window(
        List.of(stride, stride), List.of(padding, padding), List.of(dilation, dilation), groups, false);
    long size = (21 + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
    long inputs = 16 / groups;
    for (boolean isInputLast : new boolean[]{false, true}) {
      for (boolean isResultLast : new boolean[]{false, true}) {
        Tensor input = dense(random, isInputLast, new long[]{1, 16, 21, 21});
        Tensor weight = dense(random, false, new long[]{48, inputs, kernel, kernel});
        Tensor result = dense(random, isResultLast, new long[]{1, 48, size, size});
        boolean isTaken = new TestCall("aten::convolution", 3).tensor("input", input, false)
            .tensor("weight", weight, true).attribute("stride", window.stride)
            .attribute("padding", window.padding).attribute("dilation", window.dilation)
            .attribute("transposed", false).attribute("groups", groups).run(library, result);
        assertThat(isTaken || (isInputLast && !isResultLast)).as("%s to %s", input, result).isTrue();
        if (isTaken) {
          assertThat(Numbers.difference(result, place -> sum(input, weight, window, place)))
              .as("%s to %s", input, result).isEmpty();
        }
      }
    }
  }

  /** Most windows touch the image, as those of models do. */
  private static Window window(Random random, long[] kernel) {
    int spatial = kernel.length;
    List<Long> dilation = list(numbers(random, spatial, 1, 3));
    long more = random.nextInt(10) == 0 ? 2 : 1;
    List<Long> padding = new ArrayList<>();
    for (int i = 0; i < spatial; i++) {
      padding.add(random.nextLong(0, dilation.get(i) * (kernel[i] - 1) + more));
    }
    return new Window(
        list(numbers(random, spatial, 1, 3)), padding, dilation, random.nextInt(3) == 0 ? random.nextLong(1, 21) : 1,
        random.nextInt(4) == 0);
  }

  private static double sum(Tensor input, Tensor weight, Window window, long[] place) {
    long[] kernel = Arrays.copyOfRange(weight.shape(), 2, weight.rank());
    long outputs = window.isTransposed ? weight.shape()[1] : weight.shape()[0] / window.groups;
    long inputs = window.isTransposed ? weight.shape()[0] / window.groups : weight.shape()[1];
    long group = place[1] / outputs;
    double sum = 0;
    long[] at = new long[kernel.length];
    for (long rest = Arrays.stream(kernel).reduce(1, (a, b) -> a * b); rest > 0; rest--) {
      long[] from = from(input, window, place, at);
      for (long channel = 0; from.length > 0 && channel < inputs; channel++) {
        from[1] = group * inputs + channel;
        long[] of = window.isTransposed
            ? joined(at, from[1], place[1] % outputs)
            : joined(at, place[1], channel);
        sum += Numbers.get(input, from) * Numbers.get(weight, of);
      }
      for (int i = at.length - 1; i >= 0 && ++at[i] == kernel[i]; i--) {
        at[i] = 0;
      }
    }
    return sum;
  }

  /** The place of the input that a place of the result sees at a place of the window; nothing where it is outside. */
  private static long[] from(Tensor input, Window window, long[] place, long[] at) {
    long[] from = place.clone();
    for (int i = 0; i < at.length; i++) {
      long where = window.isTransposed
          ? place[i + 2] + window.padding.get(i) - at[i] * window.dilation.get(i)
          : place[i + 2] * window.stride.get(i) - window.padding.get(i) + at[i] * window.dilation.get(i);
      if (window.isTransposed) {
        if (where % window.stride.get(i) != 0) {
          return new long[0];
        }
        where /= window.stride.get(i);
      }
      if (where < 0 || where >= input.shape()[i + 2]) {
        return new long[0];
      }
      from[i + 2] = where;
    }
    return from;
  }

  /** Row-major or channels last, perhaps with gaps. */
  private static Tensor tensor(Random random, boolean isChannelsLast, long[] shape) {
    return tensor(random, isChannelsLast, shape, random.nextInt(8) == 0 ? 3 : 0);
  }

  private static Tensor dense(Random random, boolean isChannelsLast, long[] shape) {
    return tensor(random, isChannelsLast, shape, 0);
  }

  private static Tensor tensor(Random random, boolean isChannelsLast, long[] shape, int gap) {
    int[] order = new int[shape.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = !isChannelsLast || i == 0 ? i : i == order.length - 1 ? 1 : i + 1;
    }
    return Numbers.random(random, DataType.FLOAT32, shape, order, gap);
  }

  private static long[] numbers(Random random, int count, int from, int to) {
    return random.longs(count, from, to).toArray();
  }

  private static long[] joined(long[] last, long... first) {
    return LongStream.concat(Arrays.stream(first), Arrays.stream(last)).toArray();
  }

  private static List<Long> list(long[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
