package graft.compiler.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.tensor.TensorComparison.Agreement;
import graft.compiler.api.tensor.TensorComparison.Disagreement;
import graft.compiler.api.tensor.TensorComparison.Incomparable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorComparisonTests {

  @Nested
  class Numbers {

    /** At 1000, tolerances are relative, absolute and a millionth of 1000 together; the second column is just inside. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT64, 1000.001001, 1000.001003",
        "FLOAT32, 1000.2010, 1000.2012",
        "FLOAT16, 1005, 1006",
        "BFLOAT16, 1048, 1056"})
    void areEqualWithinTheToleranceOfTheirType(DataType type, double inside, double outside) {
      assertThat(TensorComparison.of(tensor(type, 1000), tensor(type, inside)).agrees()).isTrue();
      assertThat(TensorComparison.of(tensor(type, 1000), tensor(type, outside)).agrees()).isFalse();
      assertThat(TensorComparison.of(tensor(type, 1000), tensor(type, 2000 - outside)).agrees()).isFalse();
    }

    @Test
    void smallOnesMayErrByAShareOfTheLargestFiniteOne() {
      Tensor expected = tensor(DataType.FLOAT32, 0, 1e6, Double.POSITIVE_INFINITY, Double.NaN);

      assertThat(TensorComparison.of(expected, tensor(DataType.FLOAT32, 1, 1e6, Double.POSITIVE_INFINITY, Double.NaN)))
          .isEqualTo(new Agreement(4));
      assertThat(
          TensorComparison.of(expected, tensor(DataType.FLOAT32, 1.1, 1e6, Double.POSITIVE_INFINITY, Double.NaN)))
          .isInstanceOf(Disagreement.class);
    }

    @Test
    void thatAreNotFiniteMustBeTheSame() {
      double[] values = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e308};
      for (double expected : values) {
        for (double computed : values) {
          assertThat(
              TensorComparison.of(tensor(DataType.FLOAT64, expected), tensor(DataType.FLOAT64, computed)).agrees())
              .as("%s and %s", expected, computed).isEqualTo(Double.compare(expected, computed) == 0);
        }
      }
    }

    @Test
    void zerosOfEitherSignAreEqual() {
      assertThat(TensorComparison.of(tensor(DataType.FLOAT32, 0.0), tensor(DataType.FLOAT32, -0.0)).agrees()).isTrue();
    }
  }

  @Nested
  class Integers {

    @Test
    void mustBeEqualToTheLastBit() {
      Tensor expected = integers(DataType.INT64, Long.MAX_VALUE, 1);

      assertThat(TensorComparison.of(expected, integers(DataType.INT64, Long.MAX_VALUE, 1)).agrees()).isTrue();
      assertThat(TensorComparison.of(expected, integers(DataType.INT64, Long.MAX_VALUE - 1, 1)))
          .hasToString(
              "1 of 2 elements differ, first at [0]: expected 9223372036854775807, computed 9223372036854775806");
    }

    @ParameterizedTest
    @CsvSource({"BOOL, 1, 0", "UINT8, 255, 254", "INT8, -1, 1", "INT16, -300, -301", "INT32, 70000, 70001"})
    void ofEveryWidthAreRead(DataType type, long expected, long computed) {
      assertThat(TensorComparison.of(integers(type, expected), integers(type, expected)).agrees()).isTrue();
      assertThat(TensorComparison.of(integers(type, expected), integers(type, computed)))
          .hasToString("1 of 1 elements differ, first at [0]: expected " + expected + ", computed " + computed);
    }

    @Test
    void eightBitNumbersAreComparedAsBytes() {
      Tensor expected = integers(DataType.UINT8, 0x7f, 0x38);

      assertThat(TensorComparison.of(expected, integers(DataType.FLOAT8_E4M3FN, 0x7f, 0x38)).agrees()).isTrue();
      assertThat(TensorComparison.of(expected, integers(DataType.FLOAT8_E4M3FN, 0x7f, 0x39)).agrees()).isFalse();
      assertThat(TensorComparison.of(expected, integers(DataType.INT8, 0x7f, 0x38))).isInstanceOf(Incomparable.class);
    }
  }

  @Nested
  class Reports {

    @Test
    void nameTheFirstAndTheLargestDifference() {
      Tensor expected =
          Tensor.of(DataType.FLOAT32, new long[]{2, 3}, tensor(DataType.FLOAT32, 0, 1, 2, 3, 4, 5).data());
      Tensor computed =
          Tensor.of(DataType.FLOAT32, new long[]{2, 3}, tensor(DataType.FLOAT32, 0, 1.5, 2, 3, 9, 6).data());

      assertThat(TensorComparison.of(expected, computed)).hasToString("3 of 6 elements differ, "
          + "first at [0, 1]: expected 1.0, computed 1.5, most at [1, 1]: expected 4.0, computed 9.0");
    }

    @Test
    void findNothingLargerThanWhatIsNoNumber() {
      assertThat(TensorComparison.of(tensor(DataType.FLOAT32, 0, 1, 2), tensor(DataType.FLOAT32, 900, Double.NaN, 900)))
          .hasToString("3 of 3 elements differ, first at [0]: expected 0.0, computed 900.0, "
              + "most at [1]: expected 1.0, computed NaN");
    }

    @Test
    void followTheStridesOfBothSides() {
      Tensor rows = Tensor.of(DataType.FLOAT32, new long[]{2, 2}, tensor(DataType.FLOAT32, 1, 2, 3, 4).data());
      Tensor columns = Tensor.of(DataType.FLOAT32, new long[]{2, 2}, new long[]{1, 2},
          tensor(DataType.FLOAT32, 1, 3, 2, 4).data());

      assertThat(TensorComparison.of(rows, columns)).hasToString("4 elements agree");
    }

    @Test
    void sayThatTypesOrShapesDiffer() {
      assertThat(TensorComparison.of(tensor(DataType.FLOAT32, 1), tensor(DataType.FLOAT64, 1)))
          .hasToString("expected float32[1], computed float64[1]");
      assertThat(TensorComparison.of(tensor(DataType.FLOAT32, 1), tensor(DataType.FLOAT32, 1, 1)).agrees()).isFalse();
    }

    @Test
    void agreeOnEmptyTensors() {
      assertThat(TensorComparison.of(tensor(DataType.FLOAT16), tensor(DataType.FLOAT16))).isEqualTo(new Agreement(0));
    }
  }

  private static Tensor tensor(DataType type, double... values) {
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), type, values.length);
    MemorySegment data = tensor.data();
    for (int i = 0; i < values.length; i++) {
      switch (type) {
        case FLOAT64 -> data.setAtIndex(ValueLayout.JAVA_DOUBLE, i, values[i]);
        case FLOAT32 -> data.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
        case FLOAT16 -> data.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16((float) values[i]));
        case BFLOAT16 ->
          data.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (Float.floatToIntBits((float) values[i]) >>> 16));
        default -> throw new IllegalArgumentException(type.toString());
      }
    }
    return tensor;
  }

  private static Tensor integers(DataType type, long... values) {
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), type, values.length);
    for (int i = 0; i < values.length; i++) {
      for (int b = 0; b < type.bytes(); b++) {
        tensor.data().set(ValueLayout.JAVA_BYTE, (long) i * type.bytes() + b, (byte) (values[i] >> (8 * b)));
      }
    }
    return tensor;
  }
}
