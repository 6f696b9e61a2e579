package graft.compiler.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.loops.CompiledLoops;
import graft.compiler.jvm.loops.LoopCompiler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Generated kernels against the interpreter, on random loops. */
class GeneratedLoopsTests {

  private static final List<String> SYMBOLS = List.of("s0", "s1");
  private static final int BODIES = 400;

  /** Set it to try others: what fails prints its own. */
  private static final long SEED = Long.getLong("graft.seed", 20251015);

  @ParameterizedTest
  @EnumSource
  void random_nests_are_computed_as_the_interpreter_does(LoopCompiler.Mode mode) {
    var compiler = new LoopCompiler(mode);
    for (long seed = SEED; seed < SEED + BODIES; seed++) {
      var loops = new RandomLoops(seed);
      check(compiler, seed, loops, loops.nest());
    }
  }

  @ParameterizedTest
  @EnumSource
  void random_fused_nests_are_computed_as_the_interpreter_does(LoopCompiler.Mode mode) {
    var compiler = new LoopCompiler(mode);
    for (long seed = SEED; seed < SEED + BODIES; seed++) {
      var loops = new RandomLoops(seed);
      check(compiler, seed, loops, loops.fused());
    }
  }

  private static void check(LoopCompiler compiler, long seed, RandomLoops loops, Body body) {
    Map<String, MemorySegment> expected = memory(loops, seed);
    Map<String, MemorySegment> actual = memory(loops, seed);
    List<LoopNest> nests = body instanceof FusedLoops fused ? fused.nests() : List.of((LoopNest) body);
    try {
      nests.forEach(nest -> new Nest(nest, SYMBOLS::indexOf).run(
          name -> Objects.requireNonNull(expected.get(name)), loops.symbols()));
      CompiledLoops compiled = compiler.compile(body, SYMBOLS);
      MemorySegment[] segments = compiled.buffers().stream().map(actual::get).toArray(MemorySegment[]::new);
      long units = compiled.units(loops.symbols());
      long cut = units / 3;
      compiled.kernel().run(segments, loops.symbols(), cut, units);
      compiled.kernel().run(segments, loops.symbols(), 0, cut);
      for (LoopNest nest : nests) {
        if (compiled.buffers().contains(nest.buffer())) {
          compare(
              nest.value().type(), Objects.requireNonNull(expected.get(nest.buffer())),
              Objects.requireNonNull(actual.get(nest.buffer())));
        }
      }
    } catch (RuntimeException | AssertionError | LinkageError e) {
      throw new AssertionError(
          "seed " + seed + ", sizes " + List.of(loops.symbols()[0], loops.symbols()[1]) + ": " + body, e);
    }
  }

  private static void compare(DataType type, MemorySegment expected, MemorySegment actual) {
    long count = expected.byteSize() / type.bytes();
    for (long i = 0; i < count; i++) {
      if (type.isFloatingPoint()) {
        double want = Elements.realReader(type).read(expected, i);
        double got = Elements.realReader(type).read(actual, i);
        double relative = switch (type) {
          case FLOAT64 -> 1e-9;
          case FLOAT32 -> 1e-4;
          case FLOAT16 -> 5e-3;
          case BFLOAT16 -> 2e-2;
          default -> 0.13;
        };
        boolean isExact = Double.isNaN(want) || Double.isInfinite(want);
        if (isExact ? Double.compare(want, got) != 0 : !(Math.abs(want - got) <= relative * Math.abs(want) + 1e-6)) {
          throw new AssertionError("at " + i + ": " + got + " for " + want);
        }
      } else {
        assertThat(Elements.wholeReader(type).read(actual, i)).as("at %d", i)
            .isEqualTo(Elements.wholeReader(type).read(expected, i));
      }
    }
  }

  private static Map<String, MemorySegment> memory(RandomLoops loops, long seed) {
    var random = new Random(seed);
    Map<String, MemorySegment> memory = new HashMap<>();
    loops.elements().keySet().stream().sorted().forEach(name -> {
      DataType type = Objects.requireNonNull(loops.types().get(name));
      long count = Objects.requireNonNull(loops.elements().get(name));
      MemorySegment segment = Arena.ofAuto().allocate(count * type.bytes(), 64);
      Long size = loops.indexed().get(name);
      for (long i = 0; i < count; i++) {
        if (type.isFloatingPoint()) {
          double[] special = {0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1, 50, -50};
          double value = random.nextInt(40) == 0 ? special[random.nextInt(special.length)] : random.nextGaussian();
          Elements.realWriter(type).write(segment, i, value);
        } else {
          long value = size != null ? random.nextLong(-size, size) : random.nextInt(8) == 0 ? random.nextLong()
              : random.nextInt(-9, 9);
          Elements.wholeWriter(type).write(segment, i, value);
        }
      }
      memory.put(name, segment);
    });
    return memory;
  }
}
