package graft.compiler.lowering;

import static graft.compiler.api.tensor.DataType.BFLOAT16;
import static graft.compiler.api.tensor.DataType.BOOL;
import static graft.compiler.api.tensor.DataType.FLOAT16;
import static graft.compiler.api.tensor.DataType.FLOAT32;
import static graft.compiler.api.tensor.DataType.FLOAT64;
import static graft.compiler.api.tensor.DataType.INT16;
import static graft.compiler.api.tensor.DataType.INT32;
import static graft.compiler.api.tensor.DataType.INT64;
import static graft.compiler.api.tensor.DataType.INT8;
import static graft.compiler.api.tensor.DataType.UINT8;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.tensor.DataType;
import graft.compiler.lowering.Promotion.Operand;
import graft.compiler.lowering.Promotion.Rank;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected values are PyTorch's, from {@code torch.result_type} and {@code torch.promote_types}. */
class PromotionTests {

  private static Operand tensor(DataType type) {
    return new Operand(type, Rank.TENSOR);
  }

  private static Operand scalar(DataType type) {
    return new Operand(type, Rank.ZERO_DIMENSIONAL);
  }

  private static Operand number(DataType type) {
    return new Operand(type, Rank.NUMBER);
  }

  @Test
  void tensors_are_joined() {
    assertThat(Promotion.join(FLOAT16, BFLOAT16)).isEqualTo(FLOAT32);
    assertThat(Promotion.join(BFLOAT16, FLOAT32)).isEqualTo(FLOAT32);
    assertThat(Promotion.join(INT64, FLOAT16)).isEqualTo(FLOAT16);
    assertThat(Promotion.join(UINT8, INT8)).isEqualTo(INT16);
    assertThat(Promotion.join(UINT8, INT32)).isEqualTo(INT32);
    assertThat(Promotion.join(BOOL, UINT8)).isEqualTo(UINT8);
    assertThat(Promotion.join(FLOAT64, INT64)).isEqualTo(FLOAT64);
  }

  @Test
  void a_tensor_without_dimensions_decides_only_by_category() {
    assertThat(Promotion.of(List.of(tensor(FLOAT32), scalar(FLOAT64)))).isEqualTo(FLOAT32);
    assertThat(Promotion.of(List.of(tensor(INT32), scalar(FLOAT64)))).isEqualTo(FLOAT64);
    assertThat(Promotion.of(List.of(scalar(INT32), scalar(INT64)))).isEqualTo(INT64);
  }

  @Test
  void a_plain_number_decides_least() {
    assertThat(Promotion.of(List.of(tensor(INT8), number(INT64)))).isEqualTo(INT8);
    assertThat(Promotion.of(List.of(tensor(INT64), number(FLOAT32)))).isEqualTo(FLOAT32);
    assertThat(Promotion.of(List.of(tensor(BFLOAT16), number(FLOAT32)))).isEqualTo(BFLOAT16);
    assertThat(Promotion.of(List.of(tensor(BOOL), number(INT64)))).isEqualTo(INT64);
  }
}
