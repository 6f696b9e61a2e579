package graft.onednn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The library of the build. */
final class OneDnnLibrary {

  private OneDnnLibrary() {}

  /** The library; where the machine is not of the kind that it is for, the test is skipped. */
  static OneDnn load() {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64"),
        "oneDNN is carried for linux on x86-64");
    try {
      return OneDnn.of(NativeFolder.of(Path.of(System.getProperty("basedir", "."), "target", "cache"), libraries()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the bundle carries them. */
  static SequencedMap<String, URL> libraries() {
    var libraries = new TreeMap<String, URL>();
    try {
      Path natives = Path.of(Objects.requireNonNull(OneDnn.class.getResource("/OSGI-INF/natives")).toURI());
      try (Stream<Path> files = Files.walk(natives)) {
        for (Path file : files.filter(path -> path.toString().contains(".so.")).toList()) {
          libraries.put("/OSGI-INF/natives/" + natives.relativize(file), file.toUri().toURL());
        }
      }
      return libraries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
