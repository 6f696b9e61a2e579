package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.elements;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.model.Argument;
import graft.compiler.api.model.MemoryFormat;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.program.Program;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each operator on small tensors, lowered, planned and run. Expected numbers are worked out by hand or PyTorch's. */
class OperatorTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Offset<Double> NEAR = Offset.offset(1e-6);
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Nested
  class Pointwise {

    @ParameterizedTest
    @CsvSource({
        "abs, -2, 2", "cos, 1, 0.5403023", "exp, 1, 2.7182817", "log, 2, 0.6931472", "neg, 3, -3",
        "reciprocal, 4, 0.25",
        "rsqrt, 4, 0.5", "sigmoid, 0, 0.5", "sin, 1, 0.8414710", "sqrt, 9, 3", "tanh, 1, 0.7615942", "relu, -1, 0",
        "silu, 1, 0.7310586", "square, -3, 9", "erf, 0.5, 0.5204999", "relu, NaN, NaN", "log, -1, NaN",
        "exp, 100, Infinity"})
    void functions_of_one_number(String name, double x, double expected) {
      double[] result = apply(
          Map.of("x", floats(shape(1), x)), F32, List.of(1), "aten::" + name + ".default", "self", "x");

      assertThat(result[0]).isCloseTo(expected, NEAR);
    }

    @Test
    void gelu_exactly_and_approximated() {
      Map<String, Tensor> x = Map.of("x", floats(shape(3), -1, 0.5, 2));

      assertThat(apply(x, F32, List.of(3), "aten::gelu.default", "self", "x"))
          .containsExactly(new double[]{-0.1586553, 0.3457312, 1.9544997}, NEAR);
      assertThat(apply(x, F32, List.of(3), "aten::gelu.default", "self", "x", "approximate", new Argument.Text("tanh")))
          .containsExactly(new double[]{-0.1588079, 0.3457140, 1.9545977}, NEAR);
    }

    @Test
    void operands_are_broadcast() {
      Map<String, Tensor> inputs = Map.of("x", floats(shape(2, 1), 1, 2), "y", floats(shape(3), 10, 20, 30));

      assertThat(apply(inputs, F32, List.of(2, 3), "aten::add.Tensor", "self", "x", "other", "y"))
          .containsExactly(11, 21, 31, 12, 22, 32);
      assertThat(
          apply(inputs, F32, List.of(2, 3), "aten::sub.Tensor", "self", "x", "other", "y", "alpha", 2))
          .containsExactly(-19, -39, -59, -18, -38, -58);
    }

    @Test
    void integers_meet_floating_point_numbers() {
      Map<String, Tensor> inputs = Map.of("x", longs(shape(2), 3, 4));

      assertThat(apply(inputs, F32, List.of(2), "aten::div.Tensor", "self", "x", "other", 2))
          .containsExactly(1.5, 2);
      assertThat(apply(inputs, DataType.INT64, List.of(2), "aten::mul.Tensor", "self", "x", "other", 2))
          .containsExactly(6, 8);
      assertThat(apply(inputs, DataType.BOOL, List.of(2), "aten::gt.Scalar", "self", "x", "other", 3.5))
          .containsExactly(0, 1);
    }

    @Test
    void extremes_of_nan_are_nan() {
      Map<String, Tensor> inputs = Map.of("x", floats(shape(2), NAN, 1), "y", floats(shape(2), 1, -INFINITY));

      assertThat(apply(inputs, F32, List.of(2), "aten::maximum.default", "self", "x", "other", "y"))
          .containsExactly(NAN, 1);
      assertThat(apply(inputs, F32, List.of(2), "aten::minimum.default", "self", "x", "other", "y"))
          .containsExactly(NAN, -INFINITY);
    }

    @Test
    void powers() {
      Map<String, Tensor> x = Map.of("x", floats(shape(3), -2, 0, 3));

      assertThat(apply(x, F32, List.of(3), "aten::pow.Tensor_Scalar", "self", "x", "exponent", 2))
          .containsExactly(4, 0, 9);
      assertThat(apply(x, F32, List.of(3), "aten::pow.Tensor_Scalar", "self", "x", "exponent", -1.0))
          .containsExactly(new double[]{-0.5, INFINITY, 1 / 3.0}, NEAR);
    }

    @Test
    void where_chooses_element_by_element() {
      Map<String, Tensor> inputs = Map.of("x", floats(shape(3), 1, 0, 2), "y", floats(shape(), 7));

      assertThat(
          apply(inputs, F32, List.of(3), "aten::where.self", "condition", "x", "self", "x", "other", "y"))
          .containsExactly(1, 7, 2);
    }

    @Test
    void half_precision_is_computed_in_single_and_rounded_once() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 1)
          .call("half", DataType.BFLOAT16, List.of(1), "aten::to.dtype", "self", "x", "dtype", DataType.BFLOAT16)
          .call("sum", DataType.BFLOAT16, List.of(1), "aten::add.Tensor", "self", "half", "other", 0.001)
          .output("half")
          .output("sum");

      var results = Lowerings.run(model, Map.of("x", floats(shape(1), 1.00390625)), Map.of());

      // 1.00390625 lies between two neighbours and goes to the even one; so does 1.001.
      assertThat(elements(results.get("output_0"))).containsExactly(1);
      assertThat(elements(results.get("output_1"))).containsExactly(1);
    }
  }

  @Nested
  class ReductionsAndWhatTheyMake {

    private static final Map<String, Tensor> MATRIX = Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 9));

    @Test
    void sums_means_and_extremes() {
      assertThat(apply(MATRIX, F32, List.of(2), "aten::sum.dim_IntList", "self", "x", "dim", new int[]{1}))
          .containsExactly(6, 18);
      assertThat(apply(MATRIX, F32, List.of(1, 3), "aten::mean.dim", "self", "x", "dim", new int[]{0}, "keepdim", true))
          .containsExactly(2.5, 3.5, 6);
      assertThat(apply(MATRIX, F32, List.of(), "aten::sum.default", "self", "x")).containsExactly(24);
      assertThat(apply(MATRIX, F32, List.of(2), "aten::amax.default", "self", "x", "dim", new int[]{-1}))
          .containsExactly(3, 9);
      assertThat(apply(MATRIX, F32, List.of(3), "aten::amin.default", "self", "x", "dim", new int[]{0}))
          .containsExactly(1, 2, 3);
    }

    @Test
    void a_sum_of_nothing_is_zero_and_of_integers_an_integer() {
      assertThat(
          apply(Map.of("x", floats(shape(2, 0))), F32, List.of(2), "aten::sum.dim_IntList", "self", "x", "dim",
              new int[]{1}))
          .containsExactly(0, 0);
      assertThat(apply(Map.of("x", longs(shape(2), 5, 6)), DataType.INT64, List.of(), "aten::sum.default", "self", "x"))
          .containsExactly(11);
    }

    @Test
    void softmax_of_large_and_infinite_numbers() {
      Map<String, Tensor> x = Map.of("x", floats(shape(2, 2), 1000, 1000, 0, -INFINITY));

      assertThat(apply(x, F32, List.of(2, 2), "aten::softmax.int", "self", "x", "dim", -1))
          .containsExactly(0.5, 0.5, 1, 0);
    }

    @Test
    void the_logarithm_of_softmax_stays_finite() {
      Map<String, Tensor> x = Map.of("x", floats(shape(1, 2), 1000, 0));

      assertThat(apply(x, F32, List.of(1, 2), "aten::log_softmax.int", "self", "x", "dim", -1))
          .containsExactly(0, -1000);
    }

    @Test
    void layer_norm_has_mean_zero_and_variance_one() {
      double[] result = apply(
          MATRIX, F32, List.of(2, 3), "aten::layer_norm.default", "input", "x", "normalized_shape", new int[]{3});

      assertThat(result).containsExactly(
          new double[]{-1.2247357, 0, 1.2247357, -0.9258194, -0.4629097, 1.3887291}, NEAR);
    }
  }

  @Nested
  class Matrices {

    private static final Map<String, Tensor> PAIR =
        Map.of("x", floats(shape(2, 2), 1, 2, 3, 4), "y", floats(shape(2, 2), 5, 6, 7, 8));

    @Test
    void products() {
      assertThat(apply(PAIR, F32, List.of(2, 2), "aten::mm.default", "self", "x", "mat2", "y"))
          .containsExactly(19, 22, 43, 50);
      assertThat(apply(PAIR, F32, List.of(2, 2), "aten::linear.default", "input", "x", "weight", "y"))
          .containsExactly(17, 23, 39, 53);
      assertThat(
          apply(PAIR, F32, List.of(2, 2), "aten::addmm.default", "self", "x", "mat1", "x", "mat2", "y", "beta", 2,
              "alpha", 0.5))
          .containsExactly(11.5, 15, 27.5, 33);
    }

    @Test
    void a_product_with_a_vector() {
      Map<String, Tensor> inputs = Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6), "y", floats(shape(3), 1, 0, -1));

      assertThat(apply(inputs, F32, List.of(2), "aten::matmul.default", "self", "x", "other", "y"))
          .containsExactly(-2, -2);
    }

    @Test
    void batches_are_broadcast() {
      Map<String, Tensor> inputs =
          Map.of("x", floats(shape(2, 1, 2), 1, 2, 3, 4), "y", floats(shape(1, 2, 1), 10, 1));

      assertThat(apply(inputs, F32, List.of(2, 1, 1), "aten::matmul.default", "self", "x", "other", "y"))
          .containsExactly(12, 34);
    }
  }

  @Nested
  class Places {

    private static final Map<String, Tensor> TABLE =
        Map.of("x", floats(shape(3, 2), 0, 1, 10, 11, 20, 21), "y", longs(shape(2), 2, -3));

    @Test
    void embedding_takes_rows() {
      Map<String, Tensor> inputs = Map.of("x", TABLE.get("x"), "y", longs(shape(1, 2), 2, 0));

      assertThat(apply(inputs, F32, List.of(1, 2, 2), "aten::embedding.default", "weight", "x", "indices", "y"))
          .containsExactly(20, 21, 0, 1);
    }

    @Test
    void an_index_may_count_from_the_end_and_stand_at_any_dimension() {
      var rows = new Argument.OptionalTensors(List.of(Optional.of("y")));
      var columns = new Argument.OptionalTensors(List.of(Optional.empty(), Optional.of("y")));
      Map<String, Tensor> flipped = Map.of("x", TABLE.get("x"), "y", longs(shape(2), 1, -2));

      assertThat(apply(TABLE, F32, List.of(2, 2), "aten::index.Tensor", "self", "x", "indices", rows))
          .containsExactly(20, 21, 0, 1);
      assertThat(apply(flipped, F32, List.of(3, 2), "aten::index.Tensor", "self", "x", "indices", columns))
          .containsExactly(1, 0, 11, 10, 21, 20);
    }

    @Test
    void an_index_outside_ends_the_run_with_its_place() {
      Map<String, Tensor> inputs = Map.of("x", TABLE.get("x"), "y", longs(shape(1), 3));

      assertThatThrownBy(
          () -> apply(inputs, F32, List.of(1, 2), "aten::embedding.default", "weight", "x", "indices", "y"))
          .isInstanceOf(CompileException.class)
          .hasMessage("model: op0: index 3 is out of bounds for a dimension of size 3");
    }

    @Test
    void cat_joins_along_a_dimension_and_passes_over_what_is_empty() {
      Map<String, Tensor> inputs = Map.of(
          "x", floats(shape(2, 1), 1, 2), "y", floats(shape(2, 2), 3, 4, 5, 6), "z", floats(shape(0)));

      assertThat(
          apply(inputs, F32, List.of(2, 3), "aten::cat.default", "tensors", new String[]{"z", "x", "y"}, "dim", -1))
          .containsExactly(1, 3, 4, 2, 5, 6);
    }

    @Test
    void sort_returns_values_and_places_with_nan_last() {
      var results = new LinkedHashMap<String, TensorMeta>();
      results.put("sorted", ModelBuilder.meta(F32, "cpu", 2, 3));
      results.put("places", ModelBuilder.meta(DataType.INT64, "cpu", 2, 3));
      var model = new ModelBuilder("cpu")
          .input("x", F32, 2, 3)
          .call(results, "aten::sort.default", "self", "x")
          .output("sorted")
          .output("places");

      var sorted = Lowerings.run(model, Map.of("x", floats(shape(2, 3), 3, NAN, 1, 2, 2, -1)), Map.of());

      assertThat(elements(sorted.get("output_0"))).containsExactly(1, 3, NAN, -1, 2, 2);
      assertThat(elements(sorted.get("output_1"))).containsExactly(2, 0, 1, 2, 0, 1);
    }
  }

  @Nested
  class ViewsAndCopies {

    @Test
    void a_chain_of_views_is_read_in_place() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 2, 6)
          .call("split", F32, List.of(2, 3, 2), "aten::view.default", "self", "x")
          .call("moved", F32, List.of(3, 2, 2), "aten::permute.default", "self", "split", "dims", new int[]{1, 0, 2})
          .call("part", F32, List.of(2, 2, 2), "aten::slice.Tensor", "self", "moved", "start", 1, "end", 3)
          .call("flat", F32, List.of(8), "aten::reshape.default", "self", "part")
          .call("result", F32, List.of(8), "aten::neg.default", "self", "flat")
          .output("result");

      var results =
          Lowerings.run(model, Map.of("x", floats(shape(2, 6), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)), Map.of());

      assertThat(Lowerings.lower(model).schedule().nodes()).hasSize(1);
      assertThat(elements(results.get("output_0"))).containsExactly(-2, -3, -8, -9, -4, -5, -10, -11);
    }

    @Test
    void chunks_know_where_they_start() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 2, 4)
          .call(List.of("left", "right"), ModelBuilder.meta(F32, "cpu", 2, 2), "aten::chunk.default", "self", "x",
              "chunks", 2, "dim", -1)
          .output("right");

      var results = Lowerings.run(model, Map.of("x", floats(shape(2, 4), 0, 1, 2, 3, 4, 5, 6, 7)), Map.of());

      assertThat(elements(results.get("output_0"))).containsExactly(2, 3, 6, 7);
    }

    @Test
    void bytes_are_read_as_another_type() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 2)
          .call("y", F32, List.of(2), "aten::neg.default", "self", "x")
          .call("bits", DataType.INT32, List.of(2), "aten::view.dtype", "self", "y", "dtype", DataType.INT32)
          .output("bits");

      var results = Lowerings.run(model, Map.of("x", floats(shape(2), -1, 0)), Map.of());

      assertThat(elements(results.get("output_0"))).containsExactly(0x3f800000, Integer.MIN_VALUE);
    }

    @Test
    void a_clone_is_contiguous_whatever_format_is_asked_for() {
      assertThat(
          apply(Map.of("x", floats(shape(2), 1, 2)), F32, List.of(2), "aten::clone.default", "self", "x",
              "memory_format", new Argument.Format(MemoryFormat.CONTIGUOUS)))
          .containsExactly(1, 2);
    }
  }

  @Nested
  class Mutation {

    @Test
    void a_copy_into_an_input_is_seen_through_its_views_and_by_the_caller() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 2, 2)
          .input("y", F32, 2)
          .call("row", F32, List.of(2), "aten::select.int", "self", "x", "dim", 0, "index", 1)
          .call("written", F32, List.of(2), "aten::copy_.default", "self", "row", "src", "y")
          .call("sum", F32, List.of(2, 2), "aten::add.Tensor", "self", "x", "other", 0.5)
          .output("sum");
      Tensor x = floats(shape(2, 2), 1, 2, 3, 4);

      var results = Lowerings.run(model, Map.of("x", x, "y", floats(shape(2), 8, 9)), Map.of());

      assertThat(elements(results.get("output_0"))).containsExactly(1.5, 2.5, 8.5, 9.5);
      assertThat(elements(results.get("mutated_x"))).containsExactly(1, 2, 8, 9);
      assertThat(elements(x)).as("the caller's tensor").containsExactly(1, 2, 3, 4);
    }

    @Test
    void what_was_read_before_a_write_stays() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 2)
          .call("before", F32, List.of(2), "aten::mul.Tensor", "self", "x", "other", 10)
          .call("written", F32, List.of(2), "aten::add_.Tensor", "self", "x", "other", 1)
          .call("after", F32, List.of(2), "aten::mul.Tensor", "self", "x", "other", 10)
          .output("before")
          .output("after");

      var results = Lowerings.run(model, Map.of("x", floats(shape(2), 1, 2)), Map.of());

      assertThat(elements(results.get("output_0"))).containsExactly(10, 20);
      assertThat(elements(results.get("output_1"))).containsExactly(20, 30);
    }

    @Test
    void a_tensor_copied_into_itself_is_not_written() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 2)
          .call("same", F32, List.of(2), "aten::copy_.default", "self", "x", "src", "x")
          .output("same");

      var results = Lowerings.run(model, Map.of("x", floats(shape(2), 1, 2)), Map.of());

      assertThat(results).containsOnlyKeys("output_0");
    }

    @Test
    void buffers_that_exchange_their_contents_do_so() {
      var model = new ModelBuilder("cpu")
          .buffer("a", F32, 1)
          .buffer("b", F32, 1)
          .changesBuffer("a", "b")
          .changesBuffer("b", "a")
          .output("a");
      Map<String, Tensor> state = Map.of("a", floats(shape(1), 1), "b", floats(shape(1), 2));

      var results = Lowerings.run(model, Map.of(), state);

      assertThat(elements(results.get("buffer_a"))).containsExactly(2);
      assertThat(elements(results.get("buffer_b"))).containsExactly(1);
      assertThat(elements(results.get("output_0"))).containsExactly(1);
    }
  }

  @Nested
  class SymbolicSizes {

    private static final ModelBuilder MODEL = new ModelBuilder("cpu")
        .input("x", F32, ModelBuilder.symbol("s0"), 2)
        .range("s0", 1, 8)
        .call("mean", F32, List.of(2), "aten::mean.dim", "self", "x", "dim", new int[]{0})
        .call("flat", F32, List.of(flat()), "aten::view.default", "self", "x")
        .output("mean")
        .output("flat");

    private static SymInt flat() {
      return new SymInt.Expression(
          "Mul(Integer(2), Symbol('s0', positive=True, integer=True))", OptionalLong.of(8));
    }

    @Test
    void a_slice_that_starts_a_symbol_before_the_end_starts_there() {
      var start = new SymInt.Expression(
          "Mul(Integer(-1), Symbol('s0', positive=True, integer=True))", OptionalLong.of(-4));
      var model = new ModelBuilder("cpu")
          .input("x", F32, ModelBuilder.symbol("s0"))
          .input("y", F32, 6)
          .size("start", start)
          .call(
              "last", F32, List.of(ModelBuilder.symbol("s0")), "aten::slice.Tensor", "self", "y", "dim", 0, "start",
              new Argument.Symbol("start"))
          .call("sum", F32, List.of(ModelBuilder.symbol("s0")), "aten::add.Tensor", "self", "x", "other", "last")
          .output("sum");
      Program program = Lowerings.program(model);
      for (int size : new int[]{4, 2}) {
        var inputs =
            Map.of("x", floats(shape(size), new double[size]), "y", floats(shape(6), 0, 1, 2, 3, 4, 5));
        assertThat(elements(program.run(inputs, Map.of()).get("output_0")))
            .containsExactly(Arrays.copyOfRange(new double[]{0, 1, 2, 3, 4, 5}, 6 - size, 6));
      }
    }

    @Test
    void one_program_runs_at_several_sizes() {
      Program program = Lowerings.program(MODEL);
      for (int rows = 1; rows <= 3; rows++) {
        double[] elements = Arrays.copyOf(new double[]{1, 2, 3, 4, 5, 6}, 2 * rows);
        var results = program.run(Map.of("x", floats(shape(rows, 2), elements)), Map.of());

        assertThat(elements(results.get("output_0"))).containsExactly(rows, rows + 1);
        assertThat(results.get("output_1")).hasToString("float32[" + 2 * rows + "]");
      }
    }
  }
}
