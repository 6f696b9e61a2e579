package graft.distribution;

import static java.util.concurrent.TimeUnit.MINUTES;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The distribution, unpacked somewhere.
 *
 * @param home the folder that was in the zip
 */
record Unpacked(Path home) {

  static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  /** Unpacks it below {@code folder}. */
  static Unpacked below(Path folder) throws IOException {
    Path zip = Path.of(Objects.requireNonNull(System.getProperty("graft.zip")));
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
      List<Path> entries;
      try (Stream<Path> all = Files.walk(files.getPath("/"))) {
        entries = all.filter(Files::isRegularFile).toList();
      }
      for (Path entry : entries) {
        Path file = folder.resolve(entry.toString().substring(1));
        Files.createDirectories(file.getParent());
        Files.copy(entry, file);
        Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(entry));
      }
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return new Unpacked(inside.filter(file -> file.getFileName().toString().startsWith("graft-")).findFirst()
          .orElseThrow());
    }
  }

  /** What a command printed and how it ended. */
  record Ended(int status, String output) {}

  /** Runs {@code graft} in {@code folder} on a JDK. */
  Ended graft(Path folder, Path jdk, String... words) throws IOException, InterruptedException {
    var command = new ArrayList<String>(List.of(home.resolve("graft").toString()));
    command.addAll(List.of(words));
    return run(folder, jdk, command);
  }

  /** Starts {@code graft} in {@code folder}, with more in its environment, and reads nothing of it. */
  Process start(Path folder, Map<String, String> environment, String... words) throws IOException {
    var command = new ArrayList<String>(List.of(home.resolve("graft").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = builder(folder, JAVA_HOME, command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The file names of the bundles that {@code graft} starts, in their order. */
  List<String> bundles() throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("launch/graft/launcher.properties"))) {
      properties.load(reader);
    }
    return Stream.of(properties.getProperty("launch.bundles", "").split(",", -1))
        .map(bundle -> String.valueOf(Path.of(bundle.strip()).getFileName())).toList();
  }

  /** Runs a command in {@code folder}, in an environment that has a JDK and no more than it needs. */
  static Ended run(Path folder, Path jdk, List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process = builder(folder, jdk, command).redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(5, MINUTES)) {
      process.destroyForcibly();
      throw new IOException(command + " did not end: " + Files.readString(output));
    }
    return new Ended(process.exitValue(), Files.readString(output));
  }

  private static ProcessBuilder builder(Path folder, Path jdk, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment()
        .putAll(Map.of("PATH", "/usr/bin:/bin", "HOME", folder.toString(), "GRAFT_JAVA_HOME", jdk.toString()));
    return builder;
  }

  /** The permissions of {@code graft}. */
  String permissions() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("graft")));
  }
}
