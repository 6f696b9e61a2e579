package graft.compiler.bench;

import graft.compiler.api.read.StoredSchedule;
import graft.compiler.export.schedule.StoredScheduleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Reading stored schedules in steady state, unzipping and checks included: {@code megabytes} is millions of bytes of JSON a second.
 * Run it in the project's root.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class ScheduleReadBenchmark {

  @Param({"defect_memory_plan_reuse", "llama31_8b_shape_split", "densenet121", "llama_128_layers"})
  public String schedule = "";

  private final StoredScheduleReader reader = new StoredScheduleReader();
  private Path file = Path.of("");
  private double megabytes;

  /** What was read in an iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Amount {

    public double megabytes;

    @Setup(Level.Iteration)
    public void reset() {
      megabytes = 0;
    }
  }

  @Setup
  public void measure() throws IOException {
    file = Path.of("testdata/schedules", schedule + ".fixed.json.gz");
    try (var json = new GZIPInputStream(Files.newInputStream(file))) {
      megabytes = json.readAllBytes().length / 1e6;
    }
  }

  @Benchmark
  public StoredSchedule read(Amount amount) {
    amount.megabytes += megabytes;
    return reader.read(file);
  }
}
