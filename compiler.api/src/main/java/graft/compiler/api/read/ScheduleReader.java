package graft.compiler.api.read;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Reads stored schedules. Safe for any number of threads. */
@ProviderType
public interface ScheduleReader {

  /**
   * Reads one file, JSON as it is or gzipped, and checks that it is consistent.
   *
   * @throws InvalidFileException if the file cannot be read, is not such a schedule, or contradicts itself
   */
  StoredSchedule read(Path file);
}
