package graft.compiler.export.pt2;

import graft.compiler.api.read.InvalidFileException;
import graft.compiler.export.source.MappedFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Finds the content of entries: a slice of the mapped file where it is stored, memory of its own where it is compressed. */
final class ZipContent {

  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int CHUNK = 1 << 30;

  /** Deflate cannot shrink more than this. */
  private static final long BEST_RATIO = 1032;

  private ZipContent() {}

  /**
   * The content of an entry, checked against its CRC-32.
   *
   * @return read-only where it is a slice of the file; lives as long as anything refers to it
   * @throws InvalidFileException if it lies outside the file or is damaged
   */
  static MemorySegment of(MappedFile file, ZipEntry entry) {
    MemorySegment stored = stored(file, entry);
    MemorySegment content = entry.compressed() ? inflate(file, entry, stored) : stored;
    var crc = new CRC32();
    for (long at = 0; at < content.byteSize(); at += CHUNK) {
      crc.update(content.asSlice(at, Math.min(CHUNK, content.byteSize() - at)).asByteBuffer());
    }
    if (crc.getValue() != entry.crc()) {
      throw file.problem(entry.name(),
          "is damaged: its CRC-32 is %08x, expected %08x".formatted(crc.getValue(), entry.crc()));
    }
    return content;
  }

  private static MemorySegment stored(MappedFile file, ZipEntry entry) {
    MemorySegment bytes = file.bytes();
    long header = entry.header();
    if (header > bytes.byteSize() - LOCAL_LENGTH || bytes.get(ZipDirectory.INT, header) != LOCAL) {
      throw file.problem(entry.name(), "has no local header at byte " + header);
    }
    long nameLength = Short.toUnsignedInt(bytes.get(ZipDirectory.SHORT, header + 26));
    long name = header + LOCAL_LENGTH;
    long start = name + nameLength + Short.toUnsignedInt(bytes.get(ZipDirectory.SHORT, header + 28));
    if (start > bytes.byteSize() || entry.storedSize() > bytes.byteSize() - start) {
      throw file.problem(entry.name(), "its " + entry.storedSize() + " bytes at " + start + " leave the file of "
          + bytes.byteSize() + " bytes");
    }
    MemorySegment expected = MemorySegment.ofArray(entry.name().getBytes(StandardCharsets.UTF_8));
    if (bytes.asSlice(name, nameLength).mismatch(expected) != -1) {
      throw file.problem(entry.name(), "its local header bears another name");
    }
    return bytes.asSlice(start, entry.storedSize());
  }

  private static MemorySegment inflate(MappedFile file, ZipEntry entry, MemorySegment stored) {
    if (entry.size() / BEST_RATIO > stored.byteSize()) {
      throw file.problem(entry.name(), "cannot expand from " + stored.byteSize() + " to " + entry.size() + " bytes");
    }
    MemorySegment content = Arena.ofAuto().allocate(Math.max(entry.size(), 1), 64).asSlice(0, entry.size());
    try (var inflater = new Inflater(true)) {
      ByteBuffer out = content.asByteBuffer();
      inflater.setInput(stored.asSlice(0, Math.min(stored.byteSize(), Integer.MAX_VALUE)).asByteBuffer());
      while (out.hasRemaining() && inflater.inflate(out) > 0) {
        // Goes on until the content is full or the input is used up.
      }
      if (out.hasRemaining() || inflater.inflate(new byte[1]) > 0 || !inflater.finished()) {
        throw file.problem(entry.name(), "does not expand to the " + entry.size() + " bytes that the directory says");
      }
    } catch (DataFormatException e) {
      throw file.problem(entry.name(), "is damaged: " + e.getMessage());
    }
    return content.asReadOnly();
  }
}
