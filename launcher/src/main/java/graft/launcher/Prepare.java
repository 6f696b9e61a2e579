package graft.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  private Prepare() {}

  /** The arguments: the folder to fill, the options that every launch's JVM gets in one word, the exported jars. */
  public static void main(String[] args) throws IOException, InterruptedException, URISyntaxException {
    Path launch = Path.of(args[0]);
    Files.createDirectories(launch);
    for (String exported : List.of(args).subList(2, args.length)) {
      Path jar = Path.of(exported);
      unpack(jar, launch.resolve(jar.getFileName().toString().replaceFirst("\\.jar$", "")));
    }
    replace(launch.resolve("launcher.jar"), source(Prepare.class));
    replace(launch.resolve("framework.jar"), source(FrameworkFactory.class));
    Files.writeString(launch.resolve("jvm-options"), args[1] + "\n");
    archive(launch, args[1]);
    Files.writeString(launch.resolve("java-home"), System.getProperty("java.home") + "\n");
  }

  private static void unpack(Path exported, Path directory) throws IOException {
    try (var zip = new ZipFile(exported.toFile())) {
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().equals("launcher.properties") || entry.getName().matches("jar/[^/]+")) {
          try (InputStream content = zip.getInputStream(entry)) {
            replace(directory.resolve(entry.getName()), content);
          }
        }
      }
    }
  }

  /** A launch that leaves its classes in an archive; without it launches are slower and otherwise the same. */
  private static void archive(Path launch, String options) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var command = new ArrayList<String>(List.of(java.toString()));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + launch.resolve("classes.jsa"), "-cp",
        launch.resolve("launcher.jar") + ":" + launch.resolve("framework.jar"), Main.class.getName(), launch.toString(),
        "fixes"));
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
