package graft.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Matrix products by oneDNN. */
class OneDnnProductTests extends ProductContract {

  private static final int[] ROWS = {0, 1};
  private static final int[] COLUMNS = {1, 0};

  OneDnnProductTests() {
    super(OneDnnLibrary.load());
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void small_floats_are_multiplied_where_the_processor_can(DataType type) {
    var random = new Random(3);
    int prepared = 0;
    for (int i = 0; i < 40; i++) {
      long rows = size(random);
      long inner = size(random);
      long columns = size(random);
      Tensor a = Numbers.random(random, type, new long[]{rows, inner}, ROWS, random.nextInt(2) * 5L);
      Tensor b = Numbers.random(random, type, new long[]{inner, columns}, random.nextBoolean() ? ROWS : COLUMNS, 0);
      Tensor bias = Numbers.random(random, type, new long[]{columns}, new int[]{0}, 0);
      Tensor row = Tensor.of(type, new long[]{rows, columns}, new long[]{0, 1}, bias.data());
      Tensor result = Numbers.random(random, type, new long[]{rows, columns}, ROWS, 0);
      boolean runs =
          new TestCall("aten::addmm", 1 + random.nextInt(4)).tensor("self", row, true).tensor("mat1", a, false)
              .tensor("mat2", b, random.nextBoolean()).run(library(), result);

      if (runs) {
        prepared++;
        assertThat(Numbers.difference(result, place -> sum(a, b, inner, place) + Numbers.get(row, place)))
            .as("call %d: %s · %s", i, text(a), text(b)).isEmpty();
      }
    }
    Assumptions.assumeTrue(prepared > 0, "oneDNN multiplies " + type.torchName() + " on this processor");
  }
}
