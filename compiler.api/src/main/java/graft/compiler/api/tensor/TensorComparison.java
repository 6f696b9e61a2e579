package graft.compiler.api.tensor;

import java.util.Arrays;
import java.util.List;

/** Whether a computed tensor is what was expected, and where it differs. Its text is one line for people. */
public sealed interface TensorComparison {

  /** Whether the tensors agree. */
  boolean agrees();

  /** They agree. */
  record Agreement(long elements) implements TensorComparison {

    @Override
    public boolean agrees() {
      return true;
    }

    @Override
    public String toString() {
      return elements + " elements agree";
    }
  }

  /** Their types or shapes differ. */
  record Incomparable(String reason) implements TensorComparison {

    @Override
    public boolean agrees() {
      return false;
    }

    @Override
    public String toString() {
      return reason;
    }
  }

  /**
   * Some elements differ by more than the tolerance.
   *
   * @param elements how many there are
   * @param differing how many differ
   * @param first the first of them, in row-major order
   * @param largest the one that differs most; the first of several
   */
  record Disagreement(long elements, long differing, Difference first, Difference largest) implements TensorComparison {

    @Override
    public boolean agrees() {
      return false;
    }

    @Override
    public String toString() {
      String most = largest.equals(first) ? "" : ", most at " + largest;
      return differing + " of " + elements + " elements differ, first at " + first + most;
    }
  }

  /**
   * One element that differs.
   *
   * @param index its index in each dimension
   * @param expected the expected value
   * @param computed the computed value
   * @param distance how far they are apart; infinite where one is no finite number
   */
  record Difference(List<Long> index, String expected, String computed, double distance) {

    public Difference {
      index = List.copyOf(index);
    }

    @Override
    public String toString() {
      return index + ": expected " + expected + ", computed " + computed;
    }
  }

  /** Compares with the {@link Tolerance#of tolerance} of the expected type. */
  static TensorComparison of(Tensor expected, Tensor computed) {
    return of(expected, computed, Tolerance.of(expected.type()));
  }

  /**
   * Compares two tensors of any strides. Bytes ({@link DataType#UINT8}) may stand for eight-bit floating point numbers.
   *
   * @param tolerance of floating point numbers; everything else must be equal
   */
  static TensorComparison of(Tensor expected, Tensor computed, Tolerance tolerance) {
    boolean bytes = expected.type() == DataType.UINT8 && computed.type() == DataType.FLOAT8_E4M3FN;
    if ((expected.type() != computed.type() && !bytes) || !Arrays.equals(expected.shape(), computed.shape())) {
      return new Incomparable("expected " + expected + ", computed " + computed);
    }
    return new ElementComparison(expected, computed, tolerance).compare();
  }
}
