package graft.compiler.export.pt2;

import static java.lang.Short.toUnsignedInt;

import graft.compiler.api.read.InvalidFileException;
import graft.compiler.export.source.MappedFile;
import graft.compiler.export.source.Quotation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Reads the central directory of a zip archive, Zip64 included (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5). Neither the JDK nor a
 * library without further dependencies tells where in the file an entry lies, which mapping its content needs.
 */
final class ZipDirectory {

  /** The most that all compressed entries together may expand to. PyTorch compresses nothing. */
  private static final long MOST_INFLATED = 1L << 30;

  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int END64_LOCATOR = 0x07064b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END_LENGTH = 22;
  private static final int END64_LENGTH = 56;
  private static final int LOCATOR_LENGTH = 20;
  private static final int CENTRAL_LENGTH = 46;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final long IN_ZIP64 = 0xffffffffL;
  private static final int ENCRYPTED = 1;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MappedFile file;
  private final MemorySegment bytes;

  private ZipDirectory(MappedFile file) {
    this.file = file;
    this.bytes = file.bytes();
  }

  /**
   * The entries by name, in the directory's order; folders are none.
   *
   * @throws InvalidFileException if the file is no zip archive, or its directory contradicts itself
   */
  static SequencedMap<String, ZipEntry> read(MappedFile file) {
    return new ZipDirectory(file).read();
  }

  private SequencedMap<String, ZipEntry> read() {
    long end = end();
    long count = toUnsignedInt(bytes.get(SHORT, end + 10));
    long size = Integer.toUnsignedLong(bytes.get(INT, end + 12));
    long start = Integer.toUnsignedLong(bytes.get(INT, end + 16));
    long locator = end - LOCATOR_LENGTH;
    if (locator >= 0 && bytes.get(INT, locator) == END64_LOCATOR) {
      long end64 = bytes.get(LONG, locator + 8);
      if (end64 < 0 || end64 > locator - END64_LENGTH || bytes.get(INT, end64) != END64) {
        throw problem("the Zip64 end record is not where its locator says");
      }
      count = bytes.get(LONG, end64 + 32);
      size = bytes.get(LONG, end64 + 40);
      start = bytes.get(LONG, end64 + 48);
    }
    if (start < 0 || size < 0 || start > end || size > end - start) {
      throw problem(
          "the directory's " + size + " bytes at " + start + " leave the file of " + bytes.byteSize() + " bytes");
    }
    SequencedMap<String, ZipEntry> entries = new LinkedHashMap<>();
    long found = 0;
    for (long at = start; at < start + size; found++) {
      at = entry(at, start + size, entries);
    }
    if (found != count) {
      throw problem("the directory has " + found + " entries, expected " + count);
    }
    long room = MOST_INFLATED;
    for (ZipEntry entry : entries.values()) {
      room -= entry.compressed() ? Math.min(entry.size(), MOST_INFLATED + 1) : 0;
      if (room < 0) {
        throw file.problem(entry.name(), "with it more than " + MOST_INFLATED + " bytes are compressed; store them");
      }
    }
    return entries;
  }

  /** Where the end record starts: the last place in the file that looks like one. */
  private long end() {
    long last = bytes.byteSize() - END_LENGTH;
    for (long at = last; at >= 0 && at >= last - LONGEST_COMMENT; at--) {
      if (bytes.get(INT, at) == END && at + END_LENGTH + toUnsignedInt(bytes.get(SHORT, at + 20)) == bytes.byteSize()) {
        return at;
      }
    }
    throw new InvalidFileException(file.path(), "", "is no zip archive, or truncated: it has no end record");
  }

  /** Adds the entry at a position and returns the position after it. */
  private long entry(long at, long end, SequencedMap<String, ZipEntry> entries) {
    if (at > end - CENTRAL_LENGTH || bytes.get(INT, at) != CENTRAL) {
      throw problem("no entry at byte " + at);
    }
    long name = at + CENTRAL_LENGTH;
    long extra = name + toUnsignedInt(bytes.get(SHORT, at + 28));
    long comment = extra + toUnsignedInt(bytes.get(SHORT, at + 30));
    long next = comment + toUnsignedInt(bytes.get(SHORT, at + 32));
    if (next > end) {
      throw problem("the entry at byte " + at + " leaves the directory");
    }
    ZipEntry entry = entry(at, name(name, extra), extra, comment);
    if (!entry.name().endsWith("/") && entries.put(entry.name(), entry) != null) {
      throw problem("two entries are named " + Quotation.quote(entry.name()));
    }
    return next;
  }

  private ZipEntry entry(long at, String name, long extra, long extraEnd) {
    int flags = bytes.get(SHORT, at + 8);
    int method = toUnsignedInt(bytes.get(SHORT, at + 10));
    if ((flags & ENCRYPTED) != 0) {
      throw file.problem(name, "is encrypted");
    }
    if (method != STORED && method != DEFLATED) {
      throw file.problem(name, "compression method " + method + " is not known, expected 0 or 8");
    }
    var sizes = new long[]{Integer.toUnsignedLong(bytes.get(INT, at + 24)),
        Integer.toUnsignedLong(bytes.get(INT, at + 20)), Integer.toUnsignedLong(bytes.get(INT, at + 42))};
    zip64(sizes, name, extra, extraEnd);
    for (long size : sizes) {
      if (size < 0) {
        throw file.problem(name, "its size or position is negative");
      }
    }
    if (method == STORED && sizes[0] != sizes[1]) {
      throw file.problem(name, "is stored with " + sizes[1] + " bytes, but has " + sizes[0]);
    }
    long crc = Integer.toUnsignedLong(bytes.get(INT, at + 16));
    return new ZipEntry(name, method == DEFLATED, crc, sizes[1], sizes[0], sizes[2]);
  }

  /** Fills in what did not fit into 32 bits, from the extra field of the entry. */
  private void zip64(long[] sizes, String name, long extra, long extraEnd) {
    for (long at = extra; at <= extraEnd - 4;) {
      long next = at + 4 + toUnsignedInt(bytes.get(SHORT, at + 2));
      if (bytes.get(SHORT, at) == 1) {
        long value = at + 4;
        for (int i = 0; i < sizes.length; i++) {
          if (sizes[i] == IN_ZIP64) {
            if (value > Math.min(next, extraEnd) - Long.BYTES) {
              throw file.problem(name, "its Zip64 field is too short");
            }
            sizes[i] = bytes.get(LONG, value);
            value += Long.BYTES;
          }
        }
      }
      at = next;
    }
  }

  private String name(long from, long to) {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(bytes.asSlice(from, to - from).asByteBuffer()).toString();
    } catch (CharacterCodingException _) {
      throw problem("the name at byte " + from + " is no UTF-8");
    }
    boolean escapes = name.isEmpty() || name.startsWith("/") || name.contains("\\") || name.contains(":")
        || List.of(name.split("/", -1)).contains("..");
    if (escapes) {
      throw problem("the name " + Quotation.quote(name) + " leaves the archive");
    }
    return name;
  }

  private InvalidFileException problem(String problem) {
    return file.problem("zip directory", problem);
  }
}
