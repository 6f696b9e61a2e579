package graft.compiler.bench;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.plan.Plan;
import graft.compiler.core.memory.BaselineMemoryPlanner;
import graft.compiler.core.partition.BaselinePartitionRule;
import graft.compiler.core.partition.BaselineSignatures;
import graft.compiler.core.pipeline.Compilation;
import graft.compiler.core.pipeline.Stages;
import graft.compiler.export.schedule.StoredScheduleReader;
import graft.patch.memoryplan.PartitionOutputs;
import graft.patch.partition.FreedInputs;
import graft.patch.scheduler.NamedOperators;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Stages 1 to 5 and the verifier in steady state, with the three fixes, on graphs that PyTorch 2.9.0 scheduled and on generated ones
 * of growing size. Run it in the project's root; a heap of 2 GB must do.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgs = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
public class PipelineBenchmark {

  private static final Stages STAGES =
      Stages.of(
          List.of(),
          List.of(new NamedOperators(Set.of()), new BaselinePartitionRule()),
          List.of(new FreedInputs(), new BaselineSignatures()),
          List.of(new PartitionOutputs(), new BaselineMemoryPlanner()));

  private static Plan plan(PlanRequest request) {
    return new Compilation(STAGES, request).plan(new Recipe("2.9.0", List.of(), request.options()));
  }

  /** Graphs of 353 and 1,409 nodes. */
  @State(Scope.Benchmark)
  public static class Stored {

    @Param({"llama31_8b_shape_split", "llama_128_layers"})
    public String schedule = "";

    private PlanRequest request = new PlanRequest(
        LayeredSchedule.of(0, 0), CompileOptions.DEFAULT, Optional.empty());

    @Setup
    public void read() {
      request = new StoredScheduleReader().read(Path.of("testdata/schedules", schedule + ".fixed.json.gz")).request();
    }
  }

  /** Layers of 32 nodes, every tenth node split out. */
  @State(Scope.Benchmark)
  public static class Layered {

    @Param({"62500", "125000", "250000", "500000", "1000000"})
    public int nodes = 0;

    private PlanRequest request = new PlanRequest(
        LayeredSchedule.of(0, 0), CompileOptions.DEFAULT, Optional.empty());

    @Setup
    public void generate() {
      request = new PlanRequest(LayeredSchedule.of(nodes, 1), CompileOptions.DEFAULT, Optional.empty());
    }

    /** A compile is not charged with the garbage of the one before. */
    @Setup(Level.Iteration)
    public void collectGarbage() {
      System.gc();
    }
  }

  @Benchmark
  @Warmup(iterations = 5, time = 2)
  @Measurement(iterations = 5, time = 2)
  public Plan stored(Stored stored) {
    return plan(stored.request);
  }

  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 5)
  @Measurement(iterations = 10)
  public Plan layered(Layered layered) {
    return plan(layered.request);
  }
}
