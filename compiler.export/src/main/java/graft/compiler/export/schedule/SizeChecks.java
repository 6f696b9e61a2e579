package graft.compiler.export.schedule;

import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Buffer.Storage;
import graft.compiler.api.schedule.Dimension;
import graft.compiler.api.schedule.Schedule;
import java.nio.file.Path;
import java.util.List;

/** Checks that sizes agree and that no sum or product of them, neither in one buffer nor over all, leaves 63 bits. */
final class SizeChecks {

  private static final String LARGEST = Long.toString(Long.MAX_VALUE);

  private final Path file;
  private final Schedule schedule;

  SizeChecks(Path file, Schedule schedule) {
    this.file = file;
    this.schedule = schedule;
  }

  void check() {
    long total = 0;
    for (Buffer buffer : schedule.buffers().values()) {
      total = check("schedule.buffers.", buffer, total);
    }
    for (Buffer input : schedule.inputs().values()) {
      total = check("schedule.inputs.", input, total);
    }
  }

  /** Checks one buffer and returns the bytes of it and all before it. */
  private long check(String where, Buffer buffer, long before) {
    Storage storage = buffer.storage();
    if (storage.size().size() != storage.stride().size()) {
      throw invalid(where, buffer, ".stride",
          "expected " + storage.size().size() + " strides, one for each size, found " + storage.stride().size());
    }
    if (elements(storage) == Long.MAX_VALUE) {
      throw invalid(where, buffer, ".size", "has more than 2^63 - 1 elements");
    }
    if (span(storage) == Long.MAX_VALUE) {
      throw invalid(where, buffer, ".stride", "spans more than 2^63 - 1 elements");
    }
    if (!storage.dtype().isEmpty() && !isSymbolic(storage) && !isCount(storage.storageElements())) {
      throw invalid(where, buffer, ".storageElements",
          "expected an integer from 0 to 2^63 - 1, found " + Place.quoted(storage.storageElements()));
    }
    long bytes = sum(storage.storageBytes(), sum(buffer.allocatedBytes(), buffer.freedBytes()));
    long total = sum(before, bytes);
    if (total == Long.MAX_VALUE) {
      throw invalid(where, buffer, "", "the bytes of all buffers to here add up to more than 2^63 - 1");
    }
    return total;
  }

  private static long elements(Storage storage) {
    long elements = 1;
    for (Dimension size : storage.size()) {
      if (size instanceof Dimension.Fixed(long value)) {
        elements = product(elements, value);
      }
    }
    return elements;
  }

  private static long span(Storage storage) {
    long span = 1;
    for (int i = 0; i < storage.size().size(); i++) {
      if (storage.size().get(i) instanceof Dimension.Fixed(long size)
          && storage.stride().get(i) instanceof Dimension.Fixed(long stride)) {
        span = sum(span, product(Math.max(0, size - 1), stride));
      }
    }
    return span;
  }

  private static boolean isCount(String digits) {
    boolean fits = digits.length() < LARGEST.length()
        || (digits.length() == LARGEST.length() && digits.compareTo(LARGEST) <= 0);
    return fits && !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Whether one of the sizes and strides is known only when the program runs. */
  static boolean isSymbolic(Storage storage) {
    return anySymbol(storage.size()) || anySymbol(storage.stride());
  }

  private static boolean anySymbol(List<Dimension> dimensions) {
    for (Dimension dimension : dimensions) {
      if (dimension instanceof Dimension.Symbolic) {
        return true;
      }
    }
    return false;
  }

  /** Of two numbers that are not negative; the largest long where it is larger than that. */
  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  /** Of two numbers that are not negative; the largest long where it is larger than that. */
  private static long product(long a, long b) {
    return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
  }

  private InvalidFileException invalid(String where, Buffer buffer, String field, String problem) {
    return new InvalidFileException(file, where + Place.plain(buffer.name()) + field, problem);
  }
}
