package graft.compiler.export.pt2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.zip.ZipFile;

/** The entries of a stored archive, for tests to change. */
final class EditableArchive {

  private static final Path MODELS = Path.of("..", "testdata", "models");

  private final String folder;
  private final SequencedMap<String, byte[]> entries = new LinkedHashMap<>();

  private EditableArchive(String folder) {
    this.folder = folder;
  }

  static EditableArchive of(String archive) throws IOException {
    String folder = Path.of(archive).getFileName().toString().replaceAll("pt2$", "").replaceAll("\\.$", "/");
    var editable = new EditableArchive(folder);
    try (var zip = new ZipFile(MODELS.resolve(archive).toFile())) {
      for (var entry : Collections.list(zip.entries())) {
        try (var content = zip.getInputStream(entry)) {
          editable.entries.put(entry.getName(), content.readAllBytes());
        }
      }
    }
    return editable;
  }

  SequencedMap<String, byte[]> entries() {
    return entries;
  }

  byte[] bytes(String name) {
    byte[] bytes = entries.get(folder + name);
    assertThat(bytes).as(name).isNotNull();
    return Objects.requireNonNull(bytes);
  }

  EditableArchive put(String name, byte[] content) {
    entries.put(folder + name, content);
    return this;
  }

  EditableArchive remove(String name) {
    assertThat(entries.remove(folder + name)).as(name).isNotNull();
    return this;
  }

  /** Replaces the first occurrence of a text, which must be there. */
  EditableArchive edit(String name, String from, String to) {
    String text = new String(bytes(name), StandardCharsets.UTF_8);
    assertThat(text).as(name).contains(from);
    int at = text.indexOf(from);
    return put(name,
        (text.substring(0, at) + to + text.substring(at + from.length())).getBytes(StandardCharsets.UTF_8));
  }
}
