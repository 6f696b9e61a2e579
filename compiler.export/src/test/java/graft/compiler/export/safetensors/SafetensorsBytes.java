package graft.compiler.export.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes files of the format by hand, wrong ones too. */
final class SafetensorsBytes {

  private SafetensorsBytes() {}

  static Path write(Path file, String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return write(file, text.length, text, data);
  }

  static Path write(Path file, long length, byte[] header, byte[] data) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(file, bytes.putLong(length).put(header).put(data).array());
  }
}
