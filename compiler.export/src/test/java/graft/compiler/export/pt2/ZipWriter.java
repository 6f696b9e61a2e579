package graft.compiler.export.pt2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zip archives by hand, so that tests can leave the rules: names, methods and sizes are taken as they are given. */
final class ZipWriter {

  private static final int HUGE = -1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private final boolean compressed;
  private final boolean zip64;
  private final int alignment;
  private int count;

  private ZipWriter(boolean compressed, boolean zip64, int alignment) {
    this.compressed = compressed;
    this.zip64 = zip64;
    this.alignment = alignment;
  }

  /** As PyTorch writes: stored, aligned to 64 bytes. */
  static byte[] stored(Map<String, byte[]> entries) {
    return new ZipWriter(false, false, 64).write(entries);
  }

  /** Stored wherever it comes to lie. */
  static byte[] unaligned(Map<String, byte[]> entries) {
    return new ZipWriter(false, false, 1).write(entries);
  }

  /** Deflated. */
  static byte[] deflated(Map<String, byte[]> entries) {
    return new ZipWriter(true, false, 1).write(entries);
  }

  /** As archives beyond 4 GB are written: all sizes and positions in 64 bits. */
  static byte[] zip64(Map<String, byte[]> entries) {
    return new ZipWriter(false, true, 64).write(entries);
  }

  /** Two entries of one name, which no map can hold. */
  static byte[] twice(String name, Map<String, byte[]> entries) {
    var writer = new ZipWriter(false, false, 64);
    entries.forEach(writer::add);
    writer.add(name, entries.getOrDefault(name, new byte[0]));
    return writer.finish();
  }

  private byte[] write(Map<String, byte[]> entries) {
    entries.forEach(this::add);
    return finish();
  }

  private void add(String name, byte[] content) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    var crc = new CRC32();
    crc.update(content);
    byte[] data = compressed ? deflate(content) : content;
    int header = out.size();
    int extra = Math.floorMod(-(header + 30 + bytes.length), alignment);
    extra = extra > 0 && extra < 4 ? extra + alignment : extra;
    ByteBuffer local = buffer(30 + bytes.length + extra).putInt(0x04034b50).putShort((short) 45).putShort((short) 0)
        .putShort(method()).putInt(0).putInt((int) crc.getValue()).putInt(data.length).putInt(content.length)
        .putShort((short) bytes.length).putShort((short) extra).put(bytes);
    if (extra > 0) {
      local.putShort((short) 0x4246).putShort((short) (extra - 4));
    }
    append(out, local);
    out.writeBytes(data);
    ByteBuffer wide = zip64 ? buffer(28).putShort((short) 1).putShort((short) 24).putLong(content.length)
        .putLong(data.length).putLong(header) : buffer(0);
    append(directory, buffer(46 + bytes.length + wide.capacity()).putInt(0x02014b50).putShort((short) 45)
        .putShort((short) 45).putShort((short) 0).putShort(method()).putInt(0).putInt((int) crc.getValue())
        .putInt(zip64 ? HUGE : data.length).putInt(zip64 ? HUGE : content.length).putShort((short) bytes.length)
        .putShort((short) wide.capacity()).putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0)
        .putInt(zip64 ? HUGE : header).put(bytes).put(wide.rewind()));
    count++;
  }

  private byte[] finish() {
    int start = out.size();
    out.writeBytes(directory.toByteArray());
    if (zip64) {
      int end64 = out.size();
      append(out, buffer(56).putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45).putInt(0)
          .putInt(0).putLong(count).putLong(count).putLong(directory.size()).putLong(start));
      append(out, buffer(20).putInt(0x07064b50).putInt(0).putLong(end64).putInt(1));
    }
    append(out, buffer(22).putInt(0x06054b50).putInt(0).putShort((short) count).putShort((short) (zip64 ? HUGE : count))
        .putInt(zip64 ? HUGE : directory.size()).putInt(zip64 ? HUGE : start).putShort((short) 0));
    return out.toByteArray();
  }

  private short method() {
    return (short) (compressed ? 8 : 0);
  }

  private static byte[] deflate(byte[] content) {
    try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(content);
      deflater.finish();
      var out = new ByteArrayOutputStream();
      var chunk = new byte[8192];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
      return out.toByteArray();
    }
  }

  private static void append(ByteArrayOutputStream out, ByteBuffer buffer) {
    var bytes = new byte[buffer.capacity()];
    buffer.rewind().get(bytes);
    out.writeBytes(bytes);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
