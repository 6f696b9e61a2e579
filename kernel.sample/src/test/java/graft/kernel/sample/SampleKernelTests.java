package graft.kernel.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SampleKernelTests {

  private static Tensor floats(long[] shape, double... values) {
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), DataType.FLOAT32, shape);
    for (int i = 0; i < values.length; i++) {
      tensor.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
    }
    return tensor;
  }

  private static float[] values(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_FLOAT);
  }

  /** Arguments that are tensors only, which is all that the sample kernels look at. */
  private static Arguments arguments(Map<String, Tensor> tensors) {
    return (Arguments) Proxy.newProxyInstance(
        Arguments.class.getClassLoader(), new Class<?>[]{Arguments.class},
        (proxy, method, values) -> {
          assertThat(method.getName()).isEqualTo("tensor");
          return tensors.get(values[0]);
        });
  }

  @Nested
  class Elementwise {

    private final Tensor x = floats(new long[]{2, 2}, 1, 2, 3, 4);

    @Test
    void functional_announces_and_returns_twice_its_argument() {
      Arguments arguments = arguments(Map.of("x", x));
      Tensor result = floats(new long[]{2, 2});

      assertThat(new Functional().results(arguments))
          .containsExactly(new ResultShape(DataType.FLOAT32, List.of(2L, 2L)));
      new Functional().run(arguments, List.of(result));

      assertThat(values(result)).containsExactly(2, 4, 6, 8);
    }

    @Test
    void inplace_scale_writes_through_strides() {
      Tensor out = floats(new long[]{2, 2});
      Tensor columns = Tensor.of(DataType.FLOAT32, new long[]{2, 2}, new long[]{1, 2}, out.data());

      new InplaceScale().run(arguments(Map.of("x", x, "out", columns)), List.of());

      assertThat(values(out)).containsExactly(2, 6, 4, 8);
    }

    @Test
    void attention_adds_and_refuses_capture() {
      Tensor out = floats(new long[]{2, 2});

      new Attention().run(arguments(Map.of("q", x, "k", x, "v", x, "out", out)), List.of());

      assertThat(values(out)).containsExactly(3, 6, 9, 12);
      assertThat(new Attention().isCapturable()).isFalse();
    }

    @Test
    void other_types_are_refused() {
      Tensor whole = Tensor.allocate(Arena.ofAuto(), DataType.INT64, 1);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> new InplaceScale().run(arguments(Map.of("x", whole, "out", whole)), List.of()))
          .withMessage("int64[1]: expected float32 or bfloat16");
    }
  }

  @Nested
  class GroupedQueryAttention {

    /** Two tokens, two query heads that share one key head, width one. */
    private final Tensor output = floats(new long[]{2, 2, 1});

    private void attend() {
      new UnifiedAttention()
          .run(
              arguments(
                  Map.of(
                      "query", floats(new long[]{2, 2, 1}, 5, 5, 0, 1),
                      "key", floats(new long[]{2, 1, 1}, 0, Math.log(3)),
                      "value", floats(new long[]{2, 1, 1}, 10, 20),
                      "output", output)),
              List.of());
    }

    @Test
    void the_first_token_sees_itself_only() {
      attend();

      assertThat(values(output)[0]).isEqualTo(10);
      assertThat(values(output)[1]).isEqualTo(10);
    }

    @Test
    void later_tokens_weigh_by_the_product_of_query_and_key() {
      attend();

      assertThat(values(output)[2]).as("equal weights").isCloseTo(15, within(1e-5f));
      assertThat(values(output)[3]).as("weights 1 and 3").isCloseTo(17.5f, within(1e-5f));
    }
  }

  @Test
  void each_says_what_it_writes() {
    Map<Kernel, String> targets = Map.of(
        new InplaceScale(), "out", new Attention(), "out", new UnifiedAttention(), "output");

    targets.forEach((kernel, target) -> assertThat(kernel.mutates()).containsExactly(target));
    assertThat(new Functional().mutates()).isEmpty();
  }
}
