package graft.distribution;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.distribution.Unpacked.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip, unpacked in another place, with a JDK and nothing else. */
class DistributionTests {

  private static final Path README =
      Path.of(Objects.requireNonNull(System.getProperty("graft.root"))).resolve("README.md");

  @TempDir
  private static Path folder;

  private static Unpacked unpacked;

  @BeforeAll
  static void unpack() throws IOException {
    unpacked = Unpacked.below(Files.createDirectory(folder.resolve("a place")));
  }

  @Test
  void demo_tells_the_story() throws Exception {
    Ended demo = unpacked.graft(folder, Unpacked.JAVA_HOME, "demo");
    assertThat(demo.output()).containsSubsequence("0 passed, 3 failed", "after starting", "3 passed, 0 failed",
        "1 passed, 0 failed", "partitions  65: 33 captured, 32 in the caller");
    assertThat(demo.status()).isZero();
    assertThat(unpacked.permissions()).isEqualTo("rwxr-xr-x");
  }

  @Test
  void a_second_launch_uses_what_the_first_archived() throws Exception {
    for (int i = 0; i < 2; i++) {
      Ended run = unpacked.graft(folder, Unpacked.JAVA_HOME, "run", model().toString(), "--json");
      assertThat(run.output()).startsWith("{\"model\":\"mlp\"").hasLineCount(1);
    }
    assertThat(unpacked.home().resolve("launch/classes.jsa")).isNotEmptyFile();
  }

  @Test
  void another_runtime_retires_the_fixes() throws Exception {
    assertThat(unpacked.graft(folder, Unpacked.JAVA_HOME, "--runtime", "2.9.1", "fixes").output())
        .contains("memoryplan  inactive: needs graft.runtime 2.9.0, this is 2.9.1");
  }

  @Test
  void a_jdk_that_is_too_old_is_refused_in_one_line() throws Exception {
    Path old = folder.resolve("old");
    Files.createDirectories(old.resolve("bin"));
    Files.copy(Path.of("/bin/sh"), old.resolve("bin/java"));
    Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"17.0.2\"\n");
    Ended refused = unpacked.graft(folder, old, "fixes");
    assertThat(refused.output())
        .isEqualTo("graft: needs Java 25, and " + old + "/bin/java is 17.0.2: set GRAFT_JAVA_HOME\n");
    assertThat(refused.status()).isOne();
  }

  @Test
  void the_program_that_README_shows_embeds_it() throws Exception {
    Matcher code = Pattern.compile("(?m)^    import graft[\\s\\S]*?^    }$").matcher(Files.readString(README));
    assertThat(code.find()).as("a program in README").isTrue();
    Path source = folder.resolve("Embedded.java");
    Files.writeString(source, code.group().lines().map(line -> line.replaceFirst("^    ", ""))
        .collect(Collectors.joining("\n", "", "\n")));
    String classPath = classPath();
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp", classPath, "-d", folder.toString(),
        source.toString())).isZero();

    Ended ended = Unpacked.run(folder, Unpacked.JAVA_HOME,
        List.of(Unpacked.JAVA_HOME.resolve("bin/java").toString(), "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED", "-cp", classPath + ":" + folder, "Embedded",
            unpacked.home().toString(), model().toString(),
            model().resolveSibling("mlp.inputs.safetensors").toString()));
    assertThat(ended.output()).contains("output_0 float32[4, 10]");
    assertThat(ended.status()).isZero();
  }

  @Test
  void a_signal_to_the_script_ends_the_command() throws Exception {
    Process packing = unpacked.start(folder, Map.of(), "run", model().toString(), "--repeat", "1000000000");
    await().atMost(1, MINUTES).until(() -> packing.descendants().anyMatch(DistributionTests::isJava));
    List<ProcessHandle> all = packing.descendants().toList();
    packing.destroy();
    assertThat(packing.waitFor(1, MINUTES)).isTrue();
    assertThat(packing.exitValue()).isEqualTo(143);
    assertThat(all).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void a_signal_during_the_launch_leaves_no_folder() throws Exception {
    // The first launch of all archives classes before it has a folder.
    unpacked.graft(folder, Unpacked.JAVA_HOME, "fixes");
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Process launching = unpacked.start(folder, Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary), "fixes");
    await().atMost(1, MINUTES).pollInterval(1, MILLISECONDS).until(() -> !isEmpty(temporary));
    launching.destroy();
    assertThat(launching.waitFor(1, MINUTES)).isTrue();
    assertThat(launching.exitValue()).isEqualTo(143);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void help_lists_the_commands() throws Exception {
    Ended help = unpacked.graft(folder, Unpacked.JAVA_HOME, "--help");
    assertThat(help.output()).contains("pack         lays out buffers");
    assertThat(help.status()).isZero();
  }

  @Test
  void bundles_have_the_numbers_that_README_says() throws Exception {
    List<String> bundles = unpacked.bundles();
    int fix = number(bundles, "graft.patch.memoryplan");
    int core = number(bundles, "graft.compiler.core");
    assertThat(Files.readString(README)).contains(
        "graft.patch.memoryplan 0.1.0.SNAPSHOT, number " + fix,
        "inactive: not started (start " + fix + ")",
        "graft> start " + fix + "\n",
        "graft> update " + core + " file:compiler.core-2.9.1/",
        "graft> update " + core + " file:compiler.core/",
        "graft> refresh " + core + "\n",
        "Bundle ID: " + (bundles.size() + 1) + "\n    graft> start " + (bundles.size() + 1) + "\n");
  }

  /** The framework counts bundles from 1, in the order of the launch configuration. */
  private static int number(List<String> bundles, String name) {
    return 1 + IntStream.range(0, bundles.size()).filter(i -> bundles.get(i).startsWith(name + "-")).findFirst()
        .orElseThrow();
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }

  private static Path model() {
    return unpacked.home().resolve("testdata/models/zoo/mlp.pt2");
  }

  /** Launcher, framework and contracts. */
  private static String classPath() throws IOException {
    Path launch = unpacked.home().resolve("launch");
    try (Stream<Path> bundles = Files.list(launch.resolve("bundles"))) {
      Path contracts = bundles.filter(file -> file.getFileName().toString().startsWith("graft.compiler.api-"))
          .findFirst().orElseThrow();
      return Stream.of(launch.resolve("launcher.jar"), launch.resolve("framework.jar"), contracts).map(Path::toString)
          .collect(Collectors.joining(":"));
    }
  }
}
