package graft.compiler.bench;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaCheck;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.pack.Packer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Layouts, and what proves them: a published problem by search, and up to a million random buffers of which at most 1,000 live at a
 * step, by heuristics. Run it in the project's root.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
public class PackBenchmark {

  @Param({"G", "100000", "1000000"})
  public String problem = "";

  private final Packer packer = new Packer();
  private ArenaProblem input = new ArenaProblem(List.of(), OptionalLong.empty(), Duration.ZERO, 1, 1);
  private ArenaLayout layout = new ArenaLayout(List.of(), 0, 0, ArenaLayout.Proof.LIVE);

  @Setup
  public void read() throws IOException {
    input = problem.matches("\\d+")
        ? new ArenaProblem(random(Integer.parseInt(problem)), OptionalLong.empty(), Duration.ofSeconds(3), 1, 1)
        : new ArenaProblem(published(problem), OptionalLong.of(1 << 20), Duration.ofMinutes(1), 1, 1);
    layout = plan();
  }

  private static List<ArenaBuffer> published(String name) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("testdata/packing", name + ".1048576.csv"));
    return lines.stream().skip(1).map(line -> {
      String[] cells = line.split(",", -1);
      return ArenaBuffer.of(cells[0], Long.parseLong(cells[1]), Long.parseLong(cells[2]), Long.parseLong(cells[3]), 1);
    }).toList();
  }

  private static List<ArenaBuffer> random(int count) {
    var random = new SplittableRandom(1);
    List<ArenaBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long start = random.nextInt(count);
      buffers.add(ArenaBuffer.of("b" + i, start, start + 1 + random.nextInt(1600), 1 + random.nextInt(1 << 20), 64));
    }
    return buffers;
  }

  @Benchmark
  public ArenaLayout plan() {
    return packer.plan(input, _ -> layout);
  }

  @Benchmark
  public Optional<String> check() {
    return ArenaCheck.violation(input, layout);
  }
}
