package graft.compiler.jvm;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.Expression.Binary;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowered.Result;
import graft.compiler.api.lower.Lowered.SizeSymbol;
import graft.compiler.api.lower.Lowered.Source;
import graft.compiler.api.model.SymbolRange;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Reordering;
import graft.compiler.api.program.Program;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Programs of one small graph under plans written by hand: {@code buf0 = x + x}, {@code buf1 = buf0 + buf0},
 * {@code buf2 = buf0 + buf1}, {@code buf3 = buf2 + buf2}, which is returned: twelve times x. Its input has s0 × 2 elements, s0 from 1 to 4.
 */
final class Programs {

  private static final DataType F32 = DataType.FLOAT32;
  private static final List<Index> SIZES = List.of(new Index.Symbol("s0"), Index.of(2));
  private static final Index PLACE = Index.axis(0).times(Index.of(2)).plus(Index.axis(1));

  private Programs() {}

  static Program of(FunctionPlan... functions) {
    Map<String, Body> bodies = Map.of(
        "op0", sum("x", "x", "buf0"), "op1", sum("buf0", "buf0", "buf1"), "op2", sum("buf0", "buf1", "buf2"), "op3",
        sum("buf2", "buf2", "buf3"));
    Map<String, TensorView> memory = new LinkedHashMap<>();
    for (String name : List.of("x", "buf0", "buf1", "buf2", "buf3")) {
      memory.put(name, TensorView.contiguous(name, F32, SIZES));
    }
    var sources = new LinkedHashMap<String, Source>(Map.of("x", new Source.UserInput("x")));
    var range = new SymbolRange(OptionalLong.of(1), OptionalLong.of(4));
    var lowered = new Lowered(
        "sums", schedule(), bodies, memory, sources,
        List.of(new Result("output_0", TensorView.contiguous("buf3", F32, SIZES))),
        List.of(new SizeSymbol("s0", "x", 0, range)));
    var plan = new Plan(
        new Recipe("2.9.0", List.of(), CompileOptions.DEFAULT), new Reordering(List.of(), List.of()), List.of(),
        List.of(functions), List.of(), new Plan.StageNanos(0, 0, 0));
    return new JvmBackend().build(lowered, plan, Kernels.of(Map.of()));
  }

  private static LoopNest sum(String left, String right, String target) {
    return new LoopNest(
        SIZES, Optional.empty(),
        new Binary(BinaryFunction.ADD, new Load(left, PLACE, F32), new Load(right, PLACE, F32)), target, PLACE);
  }

  private static Schedule schedule() {
    var nodes = new ArrayList<Node>();
    for (int i = 0; i < 4; i++) {
      nodes.add(
          new Node.Single(
              "op" + i, List.of("buf" + i), List.of(), List.of(), List.of(), List.of(), "cpu", true, List.of(),
              new Node.Operation(Node.Operation.COMPUTED_BUFFER, Optional.empty(), true, false, false)));
    }
    return new Schedule(
        nodes, new LinkedHashMap<>(), new LinkedHashMap<>(), Set.of(), List.of("buf3"), Map.of());
  }

  static FunctionPlan caller(Line... lines) {
    return new FunctionPlan(null, OptionalLong.empty(), List.of(lines));
  }

  static FunctionPlan partition(Line... lines) {
    return new FunctionPlan("partition_0", OptionalLong.empty(), List.of(lines));
  }

  static Line allocate(int buffer) {
    return new Line.Allocate("buf" + buffer, buffer, "ComputedBuffer");
  }

  static Line kernel(int node) {
    return new Line.KernelCall("op" + node, List.of());
  }

  static Line free(int buffer) {
    return new Line.FreeIfNotReused("buf" + buffer, buffer, false, true);
  }

  static Tensor tensor(long[] shape, float... values) {
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), F32, shape);
    for (int i = 0; i < values.length; i++) {
      tensor.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, values[i]);
    }
    return tensor;
  }

  static float[] elements(@Nullable Tensor tensor) {
    return Objects.requireNonNull(tensor).data().toArray(ValueLayout.JAVA_FLOAT);
  }
}
