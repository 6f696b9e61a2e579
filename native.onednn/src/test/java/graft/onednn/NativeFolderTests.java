package graft.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries laid out in a folder of their own. */
class NativeFolderTests {

  @TempDir
  Path directory;

  @Test
  void all_lie_in_one_folder_by_their_names() throws IOException {
    Path folder = NativeFolder.of(directory.resolve("caches"), libraries("first", "second"));

    assertThat(folder.resolve("lib0.so")).hasContent("first");
    assertThat(folder.resolve("lib1.so")).hasContent("second");
  }

  @Test
  void the_next_launch_finds_them_and_another_content_has_another_folder() throws IOException {
    Path folder = NativeFolder.of(directory, libraries("first"));
    Files.writeString(folder.resolve("mark"), "");

    assertThat(NativeFolder.of(directory, libraries("first"))).isEqualTo(folder);
    assertThat(folder.resolve("mark")).exists();
    assertThat(NativeFolder.of(directory, libraries("another"))).isNotEqualTo(folder);
  }

  @Test
  void whoever_fills_it_at_the_same_time_finds_it_complete() {
    SequencedMap<String, URL> libraries = libraries("first".repeat(100_000), "second".repeat(100_000));
    Set<Path> folders = IntStream.range(0, 16).parallel().mapToObj(_ -> {
      try {
        Path folder = NativeFolder.of(directory.resolve("caches"), libraries);
        assertThat(folder.resolve("lib1.so")).hasSize(600_000);
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }).collect(Collectors.toSet());

    assertThat(folders).hasSize(1);
    assertThat(entries(directory.resolve("caches"))).as("what is left").isEqualTo(folders);
  }

  @Test
  void what_cannot_be_filled_is_not_there() throws IOException {
    var broken = new TreeMap<>(libraries("first"));
    broken.put("/digest/lib9.so", URI.create("file:///there/is/no/such/file").toURL());

    assertThatIOException().isThrownBy(() -> NativeFolder.of(directory.resolve("caches"), broken));
    assertThat(entries(directory.resolve("caches"))).isEmpty();
  }

  private SequencedMap<String, URL> libraries(String... contents) {
    var libraries = new TreeMap<String, URL>();
    for (int i = 0; i < contents.length; i++) {
      try {
        Path file = Files.writeString(directory.resolve("source" + i), contents[i]);
        libraries.put("/" + contents[i].hashCode() + "/lib" + i + ".so", file.toUri().toURL());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return libraries;
  }

  private static Set<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return Set.copyOf(entries.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
