package graft.compiler.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import graft.compiler.api.loop.Index;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ViewsTests {

  private static TensorValue tensor(long... sizes) {
    return TensorValue.whole(DataType.FLOAT32, "cpu", sizes(sizes));
  }

  private static List<Index> sizes(long... sizes) {
    var result = new ArrayList<Index>();
    for (long size : sizes) {
      result.add(Index.of(size));
    }
    return result;
  }

  /** Where the elements lie in the storage, in row-major order. */
  private static List<Long> positions(TensorValue tensor) {
    var positions = new ArrayList<Long>();
    visit(tensor, new ArrayList<>(), positions);
    return positions;
  }

  private static void visit(TensorValue tensor, List<Long> at, List<Long> positions) {
    if (at.size() == tensor.rank()) {
      Index position = tensor.offset().substitute(axis -> Index.of(at.get(axis.number())), List.of());
      positions.add(position.evaluate(symbol -> 0));
      return;
    }
    long size = tensor.sizes().get(at.size()).evaluate(symbol -> 0);
    for (long i = 0; i < size; i++) {
      at.add(i);
      visit(tensor, at, positions);
      at.removeLast();
    }
  }

  @Nested
  class Shapes {

    @Test
    void transpose_exchanges_rows_and_columns() {
      assertThat(positions(Views.transpose(tensor(2, 3), 0, 1))).containsExactly(0L, 3L, 1L, 4L, 2L, 5L);
    }

    @Test
    void permute_moves_each_dimension() {
      TensorValue permuted = Views.permute(tensor(2, 3, 4), List.of(2, 0, 1));

      assertThat(Sizes.text(permuted.sizes())).isEqualTo("[4, 2, 3]");
      assertThat(permuted.offset().text()).isEqualTo("i0 + 12*i1 + 4*i2");
    }

    @Test
    void expand_repeats_without_copying() {
      assertThat(positions(Views.expand(tensor(3, 1), sizes(2, 3, 2))))
          .containsExactly(0L, 0L, 1L, 1L, 2L, 2L, 0L, 0L, 1L, 1L, 2L, 2L);
    }

    @Test
    void slice_and_select_take_a_part() {
      TensorValue sliced = Views.slice(tensor(2, 6), 1, Index.of(1), Index.of(2), Index.of(3));

      assertThat(positions(sliced)).containsExactly(1L, 3L, 5L, 7L, 9L, 11L);
      assertThat(positions(Views.select(sliced, 1, Index.of(2)))).containsExactly(5L, 11L);
    }

    @Test
    void dimensions_count_from_the_end_or_are_refused() {
      assertThat(Views.dimension(-1, 3)).isEqualTo(2);
      assertThat(Views.dimension(-1, 0)).isZero();
      assertThatIllegalArgumentException().isThrownBy(() -> Views.dimension(3, 3)).withMessageContaining("rank 3");
    }
  }

  @Nested
  class Reshaping {

    @Test
    void splitting_and_joining_neighbours_needs_no_division() {
      TensorValue split = Views.reshape(tensor(16, 128), sizes(16, 8, 16));

      assertThat(split.offset().text()).isEqualTo("128*i0 + 16*i1 + i2");
      assertThat(Views.reshape(split, sizes(16, 128)).offset().text()).isEqualTo("128*i0 + i1");
    }

    @Test
    void a_symbolic_size_stays_whole() {
      var batch = new Index.Symbol("s0");
      TensorValue tensor = TensorValue.whole(DataType.FLOAT32, "cpu", List.of(batch, Index.of(6)));

      TensorValue split = Views.reshape(tensor, List.of(batch, Index.of(2), Index.of(3)));

      assertThat(split.offset().text()).isEqualTo("6*i0 + 3*i1 + i2");
    }

    @Test
    void a_transposed_matrix_is_taken_apart() {
      TensorValue flat = Views.reshape(Views.transpose(tensor(2, 3), 0, 1), sizes(6));

      assertThat(positions(flat)).containsExactly(0L, 3L, 1L, 4L, 2L, 5L);
      assertThat(Affine.of(flat.offset(), 1)).isEmpty();
    }

    @Test
    void other_numbers_of_elements_are_refused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Views.reshape(tensor(2, 3), sizes(4)))
          .withMessage("cannot view sizes [2, 3] as [4]");
    }

    @Test
    void every_random_reshape_keeps_the_order() {
      long seed = System.nanoTime();
      var random = new Random(seed);
      for (int i = 0; i < 200; i++) {
        List<Long> factors = Stream.generate(() -> (long) (1 + random.nextInt(3))).limit(5).toList();
        TensorValue tensor = tensor(grouped(factors, random));
        TensorValue permuted = tensor.rank() > 1 ? Views.transpose(tensor, 0, tensor.rank() - 1) : tensor;
        TensorValue reshaped = Views.reshape(permuted, sizes(grouped(factors, random)));

        assertThat(positions(reshaped)).as("seed %s", seed).isEqualTo(positions(permuted));
      }
    }

    /** The factors in their order, neighbours multiplied at random. */
    private static long[] grouped(List<Long> factors, Random random) {
      var sizes = new ArrayList<Long>(List.of(factors.getFirst()));
      for (long factor : factors.subList(1, factors.size())) {
        if (random.nextBoolean()) {
          sizes.add(factor);
        } else {
          sizes.set(sizes.size() - 1, sizes.getLast() * factor);
        }
      }
      return sizes.stream().mapToLong(Long::longValue).toArray();
    }
  }

  @Nested
  class Strides {

    @Test
    void a_strided_view_tells_its_strides_and_start() {
      TensorValue view = Views.slice(Views.transpose(tensor(4, 6), 0, 1), 0, Index.of(2), Index.of(2), Index.of(2));

      assertThat(Affine.of(view.offset(), 2))
          .contains(new Affine(List.of(Index.of(2), Index.of(6)), Index.of(2)));
    }

    @Test
    void a_view_that_goes_backwards_has_none() {
      Index backwards = Index.of(5).minus(Index.axis(0));

      assertThat(Affine.of(backwards, 1)).isEmpty();
    }
  }
}
