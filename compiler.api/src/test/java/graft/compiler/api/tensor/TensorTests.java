package graft.compiler.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TensorTests {

  private final MemorySegment memory = MemorySegment.ofArray(new int[]{0, 1, 2, 3, 4, 5});

  @Nested
  class Creation {

    @Test
    void strideZeroRepeatsAnElement() {
      Tensor tensor = Tensor.of(DataType.INT32, new long[]{1000, 6}, new long[]{0, 1}, memory);

      assertThat(tensor.elements()).isEqualTo(6000);
      assertThat(tensor.isContiguous()).isFalse();
    }

    @Test
    void anEmptyTensorNeedsNoMemory() {
      Tensor tensor =
          Tensor.of(DataType.INT32, new long[]{1L << 62, 1L << 62, 0}, new long[]{1, 1, 1}, memory.asSlice(0, 0));

      assertThat(tensor.elements()).isZero();
      assertThat(tensor.isContiguous()).isTrue();
    }

    @Test
    void viewsThatLeaveTheMemoryAreRefused() {
      assertRefused(new long[]{7}, new long[]{1});
      assertRefused(new long[]{2, 4}, new long[]{3, 1});
      assertRefused(new long[]{-1}, new long[]{1});
      assertRefused(new long[]{2}, new long[]{-1});
      assertRefused(new long[]{2, 3}, new long[]{1});
    }

    @Test
    void shapesBeyondAllMemoryAreRefused() {
      assertRefused(new long[]{1L << 62, 8}, new long[]{1, 1L << 62});
      assertRefused(new long[]{1L << 40, 1L << 40}, new long[]{0, 0});
    }

    private void assertRefused(long[] shape, long[] strides) {
      assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(DataType.INT32, shape, strides, memory));
    }
  }

  @Nested
  class Copies {

    @Test
    void aTransposedTensorIsPackedRowByRow() {
      assertThat(copy(new long[]{3, 2}, new long[]{1, 3}, memory)).containsExactly(0, 3, 1, 4, 2, 5);
    }

    @Test
    void runsOfContiguousDimensionsAreKept() {
      assertThat(copy(new long[]{2, 1, 2}, new long[]{3, 99, 1}, memory.asSlice(4))).containsExactly(1, 2, 4, 5);
    }

    @Test
    void repeatedElementsAreWrittenOut() {
      assertThat(copy(new long[]{2, 2}, new long[]{0, 2}, memory)).containsExactly(0, 2, 0, 2);
    }

    @Test
    void aScalarIsOneElement() {
      assertThat(copy(new long[0], new long[0], memory.asSlice(20))).containsExactly(5);
    }

    @Test
    void nothingIsCopiedFromAnEmptyTensor() {
      assertThat(copy(new long[]{2, 0}, new long[]{5, 7}, memory)).isEmpty();
    }

    @Test
    void aCopyHasMemoryOfItsOwn() {
      Tensor tensor = Tensor.of(DataType.INT32, new long[]{6}, memory.asReadOnly());
      Tensor copy = tensor.copy(Arena.ofAuto());

      copy.data().set(ValueLayout.JAVA_INT, 0, 9);

      assertThat(memory.get(ValueLayout.JAVA_INT, 0)).isZero();
    }

    private int[] copy(long[] shape, long[] strides, MemorySegment data) {
      Tensor copy = Tensor.of(DataType.INT32, shape, strides, data).copy(Arena.ofAuto());
      assertThat(copy.isContiguous()).isTrue();
      assertThat(copy.shape()).isEqualTo(shape);
      return copy.data().toArray(ValueLayout.JAVA_INT);
    }
  }
}
