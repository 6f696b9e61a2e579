package graft.compiler.export.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import graft.compiler.api.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;

/** Writes one file beside its final place and moves it there when it is complete. */
final class SafetensorsWriter {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int ALIGNMENT = 8;
  private static final long CHUNK = 64L << 20;

  private SafetensorsWriter() {}

  static void write(Path file, SequencedMap<String, Tensor> tensors) {
    Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        write(channel, tensors);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + reason(file, e), e);
    } finally {
      part.toFile().delete();
    }
  }

  /** Why, in terms of the file that was asked for: the exceptions name the one that is moved there. */
  private static String reason(Path file, IOException e) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      return "there is no folder " + folder;
    }
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException failure when failure.getReason() != null -> failure.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static void write(FileChannel channel, SequencedMap<String, Tensor> tensors) throws IOException {
    // Wide elements first, so that every tensor is aligned to its elements.
    List<Map.Entry<String, Tensor>> laidOut = tensors.sequencedEntrySet().stream()
        .sorted(Comparator.comparing((Map.Entry<String, Tensor> entry) -> -entry.getValue().type().bytes())).toList();
    var begins = new HashMap<String, Long>();
    long end = 0;
    for (Map.Entry<String, Tensor> entry : laidOut) {
      begins.put(entry.getKey(), end);
      end += bytes(entry.getValue());
    }
    writeFully(channel, header(tensors, begins));
    for (Map.Entry<String, Tensor> entry : laidOut) {
      write(channel, entry.getValue());
    }
  }

  private static ByteBuffer header(SequencedMap<String, Tensor> tensors, Map<String, Long> begins) throws IOException {
    var json = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(json)) {
      generator.writeStartObject();
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        Tensor tensor = entry.getValue();
        long[] shape = tensor.shape();
        long begin = begins.getOrDefault(entry.getKey(), 0L);
        generator.writeObjectFieldStart(entry.getKey());
        generator.writeStringField("dtype", TypeNames.of(tensor.type()));
        generator.writeFieldName("shape");
        generator.writeArray(shape, 0, shape.length);
        generator.writeFieldName("data_offsets");
        generator.writeArray(new long[]{begin, begin + bytes(tensor)}, 0, 2);
        generator.writeEndObject();
      }
      generator.writeEndObject();
    }
    int length = (json.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    json.writeBytes(" ".repeat(length - json.size()).getBytes(StandardCharsets.US_ASCII));
    return ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN).putLong(length)
        .put(json.toByteArray()).flip();
  }

  private static void write(FileChannel channel, Tensor tensor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = (tensor.isContiguous() ? tensor : tensor.copy(arena)).data();
      long bytes = bytes(tensor);
      for (long at = 0; at < bytes; at += CHUNK) {
        writeFully(channel, data.asSlice(at, Math.min(CHUNK, bytes - at)).asByteBuffer());
      }
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static long bytes(Tensor tensor) {
    return tensor.elements() * tensor.type().bytes();
  }
}
