package graft.compiler.export.schedule;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
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
  private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
      .maxDocumentLength(1L << 32)
      .maxNestingDepth(64)
      .maxStringLength(1 << 20)
      .maxNameLength(1 << 20)
      .maxNumberLength(100)
      .build();

  private final JsonFactory factory = JsonFactory.builder()
      .streamReadConstraints(CONSTRAINTS)
      .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
      .build();
  private final long heap;

  /** A reader that lets one file take half of the heap. */
  @Activate
  public StoredScheduleReader() {
    this(Runtime.getRuntime().maxMemory() / 2);
  }

  StoredScheduleReader(long heap) {
    this.heap = heap;
  }

  @Override
  public StoredSchedule read(Path file) {
    try (InputStream bytes = open(file); JsonParser parser = factory.createParser(bytes)) {
      return read(file, parser);
    } catch (NoSuchFileException e) {
      throw new InvalidFileException(file, "", "does not exist");
    } catch (AccessDeniedException e) {
      throw new InvalidFileException(file, "", "may not be read");
    } catch (IOException e) {
      throw new InvalidFileException(file, "", "cannot be read: " + problem(e));
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
      case JsonEOFException _ -> "ends in the middle of the JSON";
      case StreamConstraintsException limit -> Place.plain(limit.getOriginalMessage().replaceAll(", from `[^`]*`", ""));
      case JsonProcessingException syntax -> "is not JSON at line " + syntax.getLocation().getLineNr() + ", column "
          + syntax.getLocation().getColumnNr() + ": " + Place.plain(syntax.getOriginalMessage());
      case EOFException _ -> "ends in the middle of the compressed data";
      case ZipException damaged -> "is damaged: " + Place.plain(String.valueOf(damaged.getMessage()));
      default -> Place.plain(String.valueOf(e.getMessage()));
    };
  }
}
