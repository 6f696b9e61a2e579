package graft.compiler.lowering;

import graft.compiler.api.tensor.DataType;
import java.util.List;

/**
 * PyTorch's type promotion ({@code torch.result_type}): tensors with dimensions decide, then those without, then plain numbers,
 * each only if it is of a higher category: truth value, integer, floating point.
 */
final class Promotion {

  private Promotion() {}

  /** What takes part. */
  enum Rank {
    TENSOR,
    ZERO_DIMENSIONAL,
    NUMBER
  }

  /** An operand's type and rank; a plain number has {@code bool}, {@code int64} or PyTorch's default {@code float32}. */
  record Operand(DataType type, Rank rank) {}

  static DataType of(List<Operand> operands) {
    DataType result = DataType.BOOL;
    boolean decided = false;
    for (Rank rank : Rank.values()) {
      DataType own = null;
      for (Operand operand : operands) {
        if (operand.rank() == rank) {
          own = own == null ? operand.type() : join(own, operand.type());
        }
      }
      if (own != null && (!decided || category(own) > category(result))) {
        result = own;
        decided = true;
      }
    }
    return result;
  }

  /** The smallest type that holds values of both. */
  static DataType join(DataType left, DataType right) {
    if (left == right) {
      return left;
    }
    if (category(left) != category(right)) {
      return category(left) > category(right) ? left : right;
    }
    if (left.isFloatingPoint()) {
      boolean halves = left.bytes() == 2 && right.bytes() == 2;
      return halves ? DataType.FLOAT32 : wider(left, right);
    }
    boolean mixedSigns = left == DataType.UINT8 || right == DataType.UINT8;
    DataType wider = wider(left, right);
    return mixedSigns && wider.bytes() == 1 ? DataType.INT16 : wider;
  }

  private static DataType wider(DataType left, DataType right) {
    return left.bytes() >= right.bytes() ? left : right;
  }

  private static int category(DataType type) {
    return type.isFloatingPoint() ? 2 : type == DataType.BOOL ? 0 : 1;
  }
}
