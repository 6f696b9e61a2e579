package graft.compiler.bench;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.CallSite;
import graft.compiler.api.kernel.CallSite.Shape;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.kernel.PreparedCall;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.jvm.matrix.Matrices;
import graft.compiler.jvm.replay.WorkTeam;
import graft.onednn.OneDnn;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Matrix products and convolutions in single precision as programs call them, by oneDNN and by the backend itself: a result of
 * {@code gigaflops} is billions of floating point operations a second. A product is {@code rows x columns x inner}, its second
 * matrix a constant that lies transposed, as linear layers have it; a convolution is
 * {@code images x channels x size * outputs x window / groups}, with a margin that keeps the size. Run it in the
 * project's root.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
public class MatrixBenchmark {

  @Param({
      "2x32x2", "16x128x128", "48x384x96", "32x384x384", "32x1536x384", "512x512x512", "1x4096x4096",
      "1x64x56*64x3/1", "1x128x56*128x3/128"
  })
  public String call = "";

  @Param({"onednn", "backend"})
  public String library = "";

  @Param({"1", "2"})
  public int threads = 1;

  private WorkTeam team = new WorkTeam(1);
  private PreparedCall prepared = (_, _, _, _) -> {};
  private MemorySegment[] tensors = {};
  private MemorySegment result = MemorySegment.NULL;
  private MemorySegment scratch = MemorySegment.NULL;
  private double operations;

  /** What was computed in an iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Amount {

    public double gigaflops;

    @Setup(Level.Iteration)
    public void reset() {
      gigaflops = 0;
    }
  }

  @Setup
  public void prepare() throws IOException {
    var shapes = new LinkedHashMap<String, Tensor>();
    Map<String, Object> values = new HashMap<>();
    boolean isConvolution = call.contains("*");
    Tensor target = isConvolution ? convolution(shapes, values) : product(shapes);
    var attributes = (Arguments) Proxy.newProxyInstance(
        Arguments.class.getClassLoader(), new Class<?>[]{Arguments.class}, (_, method, names) -> {
          Object missing = method.getName().equals("integers") ? List.of() : names[names.length - 1];
          return values.getOrDefault(String.valueOf(names[0]), missing);
        });
    var sites = new LinkedHashMap<String, Shape>();
    shapes.forEach((name, tensor) -> sites.put(name, shape(tensor, !name.equals("self") && !name.equals("input"))));
    var site = new CallSite(
        new Operator(isConvolution ? "aten::convolution" : "aten::mm", "out"), sites, attributes, shape(target, false),
        threads);
    Library chosen = library.equals("onednn") ? OneDnn.of(natives()) : new Matrices();
    prepared = chosen.prepare(site).orElseThrow();
    tensors = shapes.values().stream().map(Tensor::data).toArray(MemorySegment[]::new);
    result = target.data();
    scratch = Arena.ofAuto().allocate(prepared.scratchBytes(), 64);
    team = new WorkTeam(threads);
  }

  /** rows x columns x inner. */
  private Tensor product(Map<String, Tensor> shapes) {
    long[] sizes = numbers(call);
    shapes.put("self", random(sizes[0], sizes[2]));
    Tensor weight = random(sizes[1], sizes[2]);
    shapes.put(
        "mat2", Tensor.of(weight.type(), new long[]{sizes[2], sizes[1]}, new long[]{1, sizes[2]}, weight.data()));
    operations = 2.0 * sizes[0] * sizes[1] * sizes[2];
    return random(sizes[0], sizes[1]);
  }

  /** images x channels x size * outputs x window / groups. */
  private Tensor convolution(Map<String, Tensor> shapes, Map<String, Object> attributes) {
    long[] sizes = numbers(call);
    long size = sizes[2];
    long window = sizes[4];
    shapes.put("input", random(sizes[0], sizes[1], size, size));
    shapes.put("weight", random(sizes[3], sizes[1] / sizes[5], window, window));
    attributes.put("padding", List.of(window / 2, window / 2));
    attributes.put("groups", sizes[5]);
    operations = 2.0 * sizes[0] * sizes[3] * size * size * sizes[1] / sizes[5] * window * window;
    return random(sizes[0], sizes[3], size, size);
  }

  private static long[] numbers(String text) {
    return Arrays.stream(text.split("[x*/]", -1)).mapToLong(Long::parseLong).toArray();
  }

  private static Tensor random(long... shape) {
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), DataType.FLOAT32, shape);
    var random = new Random(1);
    for (long i = 0; i < tensor.elements(); i++) {
      tensor.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
    }
    return tensor;
  }

  private static Shape shape(Tensor tensor, boolean isConstant) {
    return new Shape(
        tensor.type(), Arrays.stream(tensor.shape()).boxed().toList(), Arrays.stream(tensor.strides()).boxed().toList(),
        isConstant ? Optional.of(tensor) : Optional.empty());
  }

  /** The libraries of the build in one folder. */
  private static Path natives() throws IOException {
    Path folder = Files.createTempDirectory("natives");
    try (Stream<Path> files = Files.walk(Path.of("native.onednn/target/natives"))) {
      for (Path file : files.filter(path -> path.toString().contains(".so.")).toList()) {
        Files.createSymbolicLink(folder.resolve(file.getFileName()), file.toAbsolutePath());
      }
    }
    return folder;
  }

  @TearDown
  public void close() {
    prepared.close();
    team.close();
  }

  @Benchmark
  public MemorySegment run(Amount amount) {
    prepared.run(tensors, result, scratch, team);
    amount.gigaflops += operations / 1e9;
    return result;
  }
}
