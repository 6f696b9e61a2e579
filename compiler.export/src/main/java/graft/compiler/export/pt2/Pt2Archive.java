package graft.compiler.export.pt2;

import graft.compiler.api.read.InvalidFileException;
import graft.compiler.export.source.JsonDocument;
import graft.compiler.export.source.JsonElement;
import graft.compiler.export.source.MappedFile;
import graft.compiler.export.source.Quotation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;

/** An archive as {@code torch.export.save} lays it out: one folder of the archive's name, in it everything else. */
final class Pt2Archive {

  private static final long LONGEST_LINE = 64;

  private final MappedFile file;
  private final SequencedMap<String, ZipEntry> entries;
  private final String folder;

  private Pt2Archive(MappedFile file, SequencedMap<String, ZipEntry> entries, String folder) {
    this.file = file;
    this.entries = entries;
    this.folder = folder;
  }

  /**
   * Opens an archive of format {@code pt2}, version 0, little-endian.
   *
   * @throws InvalidFileException if it is anything else
   */
  static Pt2Archive open(Path path) {
    MappedFile file = MappedFile.map(path, Arena.ofAuto());
    SequencedMap<String, ZipEntry> entries = ZipDirectory.read(file);
    if (entries.isEmpty()) {
      throw file.problem("", "is an empty archive");
    }
    String first = entries.firstEntry().getKey();
    var archive = new Pt2Archive(file, entries, first.substring(0, first.indexOf('/') + 1));
    archive.expectLine("archive_format", "pt2");
    archive.expectLine("archive_version", "0");
    archive.expectLine("byteorder", "little");
    return archive;
  }

  /** The only model's name. */
  String model() {
    String models = folder + "models/";
    List<String> names = entries.keySet().stream()
        .filter(name -> name.startsWith(models) && name.endsWith(".json"))
        .map(name -> name.substring(models.length(), name.length() - ".json".length()))
        .toList();
    if (names.size() != 1) {
      throw file.problem("models", "expected one exported program, found " + names.size());
    }
    return names.getFirst();
  }

  /** A JSON document of the archive. */
  JsonElement json(String name) {
    ZipEntry entry = entry(name);
    if (entry.size() > JsonDocument.MOST_BYTES) {
      throw file.problem(name, entry.size() + " bytes, at most " + JsonDocument.MOST_BYTES + " are read");
    }
    return JsonDocument.parse(file, name, ZipContent.of(file, entry).toArray(ValueLayout.JAVA_BYTE));
  }

  /** The bytes of an entry, mapped where they are stored. */
  MemorySegment content(String name) {
    return ZipContent.of(file, entry(name));
  }

  /** Whether there is an entry of that name. */
  boolean has(String name) {
    return entries.containsKey(folder + name);
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = entries.get(folder + name);
    if (entry == null) {
      throw file.problem(name, "is missing in the archive");
    }
    return entry;
  }

  private void expectLine(String name, String expected) {
    ZipEntry entry = entry(name);
    String found = entry.size() > LONGEST_LINE ? entry.size() + " bytes"
        : new String(ZipContent.of(file, entry).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8).strip();
    if (!found.equals(expected)) {
      throw file.problem(name, "expected " + expected + ", found " + Quotation.quote(found));
    }
  }
}
