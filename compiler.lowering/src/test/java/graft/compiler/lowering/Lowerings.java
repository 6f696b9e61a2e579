package graft.compiler.lowering;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.program.Program;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.core.fuse.BaselineFuser;
import graft.compiler.core.memory.BaselineMemoryPlanner;
import graft.compiler.core.partition.BaselinePartitionRule;
import graft.compiler.core.partition.BaselineSignatures;
import graft.compiler.core.pipeline.Compilation;
import graft.compiler.core.pipeline.Stages;
import graft.compiler.jvm.JvmBackend;
import graft.kernel.sample.Attention;
import graft.kernel.sample.Functional;
import graft.kernel.sample.InplaceScale;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lowers models, and runs them through the stages of 2.9.0 and the JVM backend. */
final class Lowerings {

  static final Kernels KERNELS =
      Kernels.of(
          Map.of(
              "graph::functional", new Functional(),
              "graph::inplace_scale", new InplaceScale(),
              "graph::attention", new Attention()));

  private Lowerings() {}

  static Lowered lower(ModelBuilder model) {
    return new AtenLowering().lower(model.build(), KERNELS);
  }

  /** Runs a model whose plan needs no fix. */
  static SequencedMap<String, Tensor> run(ModelBuilder builder, Map<String, Tensor> inputs, Map<String, Tensor> state) {
    return program(builder).run(inputs, state);
  }

  /** The result of one call on {@code x} and perhaps {@code y}. */
  static double[] apply(
      Map<String, Tensor> inputs, DataType type, List<?> sizes, String operator, Object... arguments) {
    var model = new ModelBuilder("cpu");
    new TreeMap<>(inputs).forEach(
        (name, tensor) -> model.input(name, tensor.type(), Arrays.stream(tensor.shape()).boxed().toArray()));
    model.call("result", type, sizes, operator, arguments).output("result");
    return elements(run(model, inputs, Map.of()).get("output_0"));
  }

  /** A program for a model whose plan needs no fix. */
  static Program program(ModelBuilder builder) {
    ExportedModel model = builder.build();
    Lowered lowered = new AtenLowering().lower(model, KERNELS);
    Stages stages = Stages.of(
        List.of(new BaselineFuser()), List.of(new BaselinePartitionRule()), List.of(new BaselineSignatures()),
        List.of(new BaselineMemoryPlanner()));
    CompileOptions options = CompileOptions.DEFAULT;
    Lowered fused = stages.fuser().apply(lowered);
    Plan plan = new Compilation(stages, fused, options).plan(new Recipe("2.9.0", List.of(), options));
    if (!plan.undefinedNames().isEmpty()) {
      throw new IllegalStateException(plan.undefinedNames().toString());
    }
    return new JvmBackend().build(fused, plan, KERNELS);
  }

  static Tensor floats(long[] shape, double... values) {
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), DataType.FLOAT32, shape);
    for (int i = 0; i < values.length; i++) {
      tensor.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
    }
    return tensor;
  }

  static Tensor longs(long[] shape, long... values) {
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), DataType.INT64, shape);
    for (int i = 0; i < values.length; i++) {
      tensor.data().setAtIndex(ValueLayout.JAVA_LONG, i, values[i]);
    }
    return tensor;
  }

  static Tensor truths(long[] shape, int... values) {
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), DataType.BOOL, shape);
    for (int i = 0; i < values.length; i++) {
      tensor.data().set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
    }
    return tensor;
  }

  static long[] shape(long... sizes) {
    return sizes;
  }

  /** All elements of a contiguous tensor as numbers. */
  static double[] elements(@Nullable Tensor result) {
    Tensor tensor = Objects.requireNonNull(result);
    double[] values = new double[(int) tensor.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (tensor.type()) {
        case FLOAT32 -> tensor.data().getAtIndex(ValueLayout.JAVA_FLOAT, i);
        case FLOAT64 -> tensor.data().getAtIndex(ValueLayout.JAVA_DOUBLE, i);
        case INT64 -> (double) tensor.data().getAtIndex(ValueLayout.JAVA_LONG, i);
        case INT32 -> tensor.data().getAtIndex(ValueLayout.JAVA_INT, i);
        case BFLOAT16 -> Float.intBitsToFloat(tensor.data().getAtIndex(ValueLayout.JAVA_SHORT, i) << 16);
        case BOOL, UINT8, INT8 -> tensor.data().get(ValueLayout.JAVA_BYTE, i);
        default -> throw new IllegalArgumentException(tensor.toString());
      };
    }
    return values;
  }
}
