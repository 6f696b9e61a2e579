package graft.compiler.bench;

import graft.compiler.jvm.loops.CompiledLoops;
import graft.compiler.jvm.loops.LoopCompiler;
import graft.compiler.jvm.loops.LoopKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Generated kernels in steady state on one thread, in the second-level cache: time of one element. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"--add-modules=jdk.incubator.vector", "-XX:-UseProfiledLoopPredicate"})
public class LoopBenchmark {

  private static final int ELEMENTS = LoopBodies.ROWS * LoopBodies.COLUMNS;
  private static final long[] NO_SYMBOLS = {};

  @Param({"softmax", "layerNorm", "gelu", "transposeAdd", "sumOverRows"})
  public String loops = "softmax";

  @Param({"SCALAR", "VECTOR"})
  public LoopCompiler.Mode mode = LoopCompiler.Mode.VECTOR;

  private MemorySegment[] buffers = {};
  private LoopKernel kernel = (memory, symbols, from, to) -> {
  };
  private long units;

  /** Compiles, and fills memory with numbers from a fixed seed. */
  @Setup
  public void compile() {
    CompiledLoops compiled = new LoopCompiler(mode).compile(LoopBodies.of(loops), List.of());
    var random = new Random(1);
    buffers = compiled.buffers().stream().map(name -> {
      MemorySegment memory = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, ELEMENTS);
      for (int i = 0; i < ELEMENTS; i++) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
      }
      return memory;
    }).toArray(MemorySegment[]::new);
    kernel = compiled.kernel();
    units = compiled.units(NO_SYMBOLS);
  }

  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public MemorySegment[] run() {
    kernel.run(buffers, NO_SYMBOLS, 0, units);
    return buffers;
  }
}
