package graft.compiler.export.schedule;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.read.StoredSchedule;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Reads stored Inductor schedules as a stream of JSON tokens. What a file says of results is skipped; whatever the file holds,
 * reading it takes bounded memory and time in proportion to its length.
 */
@Component
public final class StoredScheduleReader implements ScheduleReader {

  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long DECODED_BYTES = 1L << 32;

  private final JsonFactory factory;
  private final long heap;

  /** A reader that lets one file take half of the heap. */
  @Activate
  public StoredScheduleReader() {
    this(DECODED_BYTES, Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * A reader with limits of its own.
   *
   * @param decoded how many bytes of JSON a file may hold
   * @param heap how many bytes what is kept of a file may take, roughly
   */
  StoredScheduleReader(long decoded, long heap) {
    this.heap = heap;
    factory = JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder()
            .maxDocumentLength(decoded)
            .maxNestingDepth(64)
            .maxStringLength(1 << 20)
            .maxNameLength(1 << 20)
            .maxNumberLength(100)
            .build())
        // The JVM's table of interned strings is no place for whatever names a file has.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
        .build();
  }

  @Override
  public StoredSchedule read(Path file) {
    try (InputStream bytes = open(file); JsonParser parser = factory.createParser(bytes)) {
      return read(file, parser);
    } catch (IOException e) {
      throw new InvalidFileException(file, "", problem(e));
    }
  }

  private StoredSchedule read(Path file, JsonParser parser) {
    try {
      var document = new DocumentReader(new JsonCursor(file, parser, heap)).document();
      return new ScheduleAssembly(file, document).stored();
    } catch (IOException e) {
      throw new InvalidFileException(file, Place.of(parser.getParsingContext()), problem(e));
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    try {
      bytes.mark(2);
      int magic = bytes.read() << Byte.SIZE | bytes.read();
      bytes.reset();
      return magic == GZIP_MAGIC ? new GZIPInputStream(bytes, BUFFER_BYTES) : bytes;
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  private static String problem(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "does not exist";
      case AccessDeniedException _ -> "may not be read";
      case EOFException _ -> "ends in the middle of the compressed data";
      case ZipException damaged -> "is damaged: " + message(damaged);
      case StreamConstraintsException limit ->
        limit.getOriginalMessage().replaceAll(" \\(\\d+\\)(?= exceeds)|, from `[^`]*`", "");
      case JsonProcessingException end when end.getOriginalMessage().startsWith("Unexpected end-of-input") ->
        "ends in the middle of the JSON";
      case JsonProcessingException syntax -> "is not JSON at line " + syntax.getLocation().getLineNr() + ", column "
          + syntax.getLocation().getColumnNr() + ": " + Place.plain(syntax.getOriginalMessage());
      default -> "cannot be read: " + message(e);
    };
  }

  private static String message(IOException e) {
    return Place.plain(String.valueOf(e.getMessage()));
  }
}
