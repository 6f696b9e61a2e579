package graft.compiler.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.osgi.framework.FrameworkUtil;

/** The checkout that is under test: its test data and the bundles it built. */
final class Checkout {

  private Checkout() {}

  /** A path below the root, which the launch configuration names. */
  static Path path(String relative) {
    String root = FrameworkUtil.getBundle(Checkout.class).getBundleContext().getProperty("graft.root");
    return Path.of(URI.create(Objects.requireNonNull(root, "graft.root"))).resolve(relative);
  }

  /** The bundle that a folder built. */
  static Path jar(String folder) {
    List<Path> jars = list(path(folder + "/target"), "graft." + folder + "-", ".jar");
    if (jars.size() != 1) {
      throw new IllegalStateException("expected one bundle of " + folder + ", found " + jars);
    }
    return jars.getFirst();
  }

  /** The files of a folder, by name, whose names start and end so. */
  static List<Path> list(Path folder, String start, String end) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> isBetween(file.getFileName().toString(), start, end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isBetween(String name, String start, String end) {
    return name.startsWith(start) && name.endsWith(end);
  }
}
