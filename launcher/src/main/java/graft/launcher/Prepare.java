package graft.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.felix.framework.FrameworkFactory;

/**
 * What a build does once so that each launch need not: it unpacks the launch configurations that bnd exported, writes down
 * the JDK and its options, and archives the classes that every launch loads.
 *
 * <p>Files are replaced, never overwritten: a framework that runs from the old ones keeps them.
 */
final class Prepare {

  private static final String BUNDLES = "bundles";

  private Prepare() {}

  /** The arguments: the folder to fill, the options that every launch's JVM gets in one word, a model, the exported jars. */
  public static void main(String[] args) throws IOException, InterruptedException, URISyntaxException {
    Path launch = Path.of(args[0]);
    Files.createDirectories(launch);
    var bundles = new HashSet<Path>();
    for (String exported : List.of(args).subList(3, args.length)) {
      Path jar = Path.of(exported);
      bundles.addAll(unpack(jar, launch.resolve(jar.getFileName().toString().replaceFirst("\\.jar$", ""))));
    }
    deleteOthers(launch.resolve(BUNDLES), bundles);
    replace(launch.resolve("launcher.jar"), source(Prepare.class));
    replace(launch.resolve("framework.jar"), source(FrameworkFactory.class));
    Files.writeString(launch.resolve("jvm-options"), args[1] + "\n");
    archive(launch, args[1], args[2]);
    Files.writeString(launch.resolve("java-home"), System.getProperty("java.home") + "\n");
  }

  /** Unpacks a launch configuration, and its bundles into the folder that all configurations share. */
  private static List<Path> unpack(Path exported, Path directory) throws IOException {
    Path shared = directory.resolveSibling(BUNDLES);
    var bundles = new ArrayList<Path>();
    try (var zip = new ZipFile(exported.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        try (InputStream content = zip.getInputStream(entry)) {
          if (entry.getName().matches("jar/[^/]+")) {
            Path bundle = shared.resolve(entry.getName().substring("jar/".length()));
            replace(bundle, content);
            bundles.add(bundle);
          } else if (entry.getName().equals("launcher.properties")) {
            String here = new String(content.readAllBytes(), ISO_8859_1).replace("jar/", "../" + BUNDLES + "/");
            replace(directory.resolve(entry.getName()), new ByteArrayInputStream(here.getBytes(ISO_8859_1)));
          }
        }
      }
    }
    return bundles;
  }

  private static void deleteOthers(Path folder, Set<Path> kept) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> !kept.contains(file)).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  /** A launch that leaves its classes in an archive; without it launches are slower and otherwise the same. */
  private static void archive(Path launch, String options, String model) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var command = new ArrayList<String>(List.of(java.toString()));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + launch.resolve("classes.jsa"), "-XX:ErrorFile=/dev/null",
        "-cp",
        launch.resolve("launcher.jar") + ":" + launch.resolve("framework.jar"), Main.class.getName(), launch.toString(),
        // The JVM may crash if a thread still loads classes while it archives them.
        "-Dgraft.rehearsal=false", "run", model));
    Process training = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(launch.resolve("classes.log").toFile()).start();
    if (!training.waitFor(60, TimeUnit.SECONDS)) {
      training.destroyForcibly();
    }
  }

  private static Path source(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void replace(Path file, Path by) throws IOException {
    try (InputStream content = Files.newInputStream(by)) {
      replace(file, content);
    }
  }

  private static void replace(Path file, InputStream content) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.copy(content, fresh, StandardCopyOption.REPLACE_EXISTING);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
