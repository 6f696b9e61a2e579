package graft.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.kernel.Library;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every library's matrix products must be: sums in double precision, nearly, in many sizes and layouts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProductContract {

  private static final long[] SIZES = {1, 2, 3, 4, 7, 15, 16, 17, 31, 33, 64, 100};
  private static final int[][] ORDERS = {{0, 1}, {1, 0}};
  private static final int[][] BATCH_ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}};

  private final Library library;

  ProductContract(Library library) {
    this.library = library;
  }

  final Library library() {
    return library;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mm_is_the_product(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      long rows = size(random);
      long inner = size(random);
      long columns = size(random);
      Tensor a = matrix(random, rows, inner);
      Tensor b = matrix(random, inner, columns);
      Tensor result = matrix(random, rows, columns);
      boolean runs = call("aten::mm", random).tensor("self", a, false).tensor("mat2", b, random.nextBoolean())
          .run(library, result);

      assertThat(runs).isTrue();
      assertThat(Numbers.difference(result, place -> sum(a, b, inner, place)))
          .as("seed %d, call %d: %s · %s", seed, i, text(a), text(b)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void addmm_adds_a_bias_that_may_be_broadcast(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      long rows = size(random);
      long inner = size(random);
      long columns = size(random);
      Tensor a = matrix(random, rows, inner);
      Tensor b = matrix(random, inner, columns);
      Tensor bias = broadcast(random, rows, columns);
      double beta = random.nextInt(4) == 0 ? 0 : random.nextInt(3) - 1.5;
      double alpha = random.nextInt(3) == 0 ? 0.5 : 1;
      Tensor result = matrix(random, rows, columns);
      boolean runs = call("aten::addmm", random).tensor("self", bias, random.nextBoolean()).tensor("mat1", a, false)
          .tensor("mat2", b, random.nextBoolean()).attribute("beta", beta).attribute("alpha", alpha)
          .run(library, result);

      assertThat(runs).isTrue();
      assertThat(
          Numbers.difference(
              result,
              place -> alpha * sum(a, b, inner, place) + (beta == 0 ? 0 : beta * Numbers.get(bias, place))))
          .as("seed %d, call %d: %s + %s · %s", seed, i, text(bias), text(a), text(b)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void bmm_multiplies_each_of_a_batch(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      long batch = random.nextLong(1, 10);
      long rows = size(random);
      long inner = size(random);
      long columns = size(random);
      Tensor a = batch(random, batch, rows, inner);
      Tensor b = batch(random, batch, inner, columns);
      Tensor result = batch(random, batch, rows, columns);
      boolean runs = call("aten::bmm", random).tensor("self", a, random.nextBoolean())
          .tensor("mat2", b, random.nextBoolean()).run(library, result);

      assertThat(runs).isTrue();
      assertThat(
          Numbers.difference(
              result, place -> {
                double sum = 0;
                for (long k = 0; k < inner; k++) {
                  sum += Numbers.get(a, place[0], place[1], k) * Numbers.get(b, place[0], k, place[2]);
                }
                return sum;
              }))
          .as("seed %d, call %d: %s · %s", seed, i, text(a), text(b)).isEmpty();
    }
  }

  @Test
  void a_large_product_is_that_of_its_parts() {
    var random = new Random(5);
    for (long[] sizes : new long[][]{{300, 400, 200}, {500, 9, 700}, {5, 2000, 300}, {1, 3000, 1500}}) {
      Tensor a = matrix(random, sizes[0], sizes[2]);
      Tensor b = matrix(random, sizes[2], sizes[1]);
      Tensor result = matrix(random, sizes[0], sizes[1]);
      new TestCall("aten::mm", 3).tensor("self", a, false).tensor("mat2", b, true).run(library, result);

      assertThat(Numbers.difference(result, place -> sum(a, b, sizes[2], place))).as(text(a)).isEmpty();
    }
  }

  @Test
  void nothing_times_nothing_is_left_to_others() {
    var random = new Random(0);
    for (long[] sizes : new long[][]{{0, 3, 4}, {3, 0, 4}, {3, 4, 0}}) {
      boolean runs = new TestCall("aten::mm", 1).tensor("self", matrix(random, sizes[0], sizes[2]), false)
          .tensor("mat2", matrix(random, sizes[2], sizes[1]), false).run(library, matrix(random, sizes[0], sizes[1]));

      assertThat(runs).isFalse();
    }
  }

  @Test
  void with_beta_0_a_bias_of_NaN_does_not_count() {
    var random = new Random(0);
    Tensor nan = matrix(random, 3, 3);
    nan.data().fill((byte) -1);
    Tensor result = matrix(random, 3, 3);
    result.data().fill((byte) -1);
    Tensor a = matrix(random, 3, 3);
    new TestCall("aten::addmm", 1).tensor("self", nan, false).tensor("mat1", a, false).tensor("mat2", a, false)
        .attribute("beta", 0.0).run(library, result);

    assertThat(Numbers.difference(result, place -> sum(a, a, 3, place))).isEmpty();
  }

  private static TestCall call(String operator, Random random) {
    return new TestCall(operator, 1 + random.nextInt(4));
  }

  static double sum(Tensor a, Tensor b, long inner, long[] place) {
    double sum = 0;
    for (long k = 0; k < inner; k++) {
      sum += Numbers.get(a, place[0], k) * Numbers.get(b, k, place[1]);
    }
    return sum;
  }

  static long size(Random random) {
    return SIZES[random.nextInt(SIZES.length)];
  }

  private static Tensor matrix(Random random, long rows, long columns) {
    return Numbers.random(
        random, DataType.FLOAT32, new long[]{rows, columns}, ORDERS[random.nextInt(2)], random.nextInt(2) * 5L);
  }

  private static Tensor batch(Random random, long batch, long rows, long columns) {
    return Numbers.random(
        random, DataType.FLOAT32, new long[]{batch, rows, columns}, BATCH_ORDERS[random.nextInt(3)],
        random.nextInt(2) * 5L);
  }

  /** A matrix of which all rows, all columns or all elements may be one. */
  private static Tensor broadcast(Random random, long rows, long columns) {
    Tensor whole = matrix(random, rows, columns);
    long[] strides = whole.strides();
    for (int i = 0; i < 2; i++) {
      strides[i] = random.nextBoolean() ? 0 : strides[i];
    }
    return Tensor.of(whole.type(), whole.shape(), strides, whole.data());
  }

  static String text(Tensor tensor) {
    return tensor + " by " + Arrays.toString(tensor.strides());
  }
}
