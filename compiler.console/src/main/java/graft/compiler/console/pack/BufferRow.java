package graft.compiler.console.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.console.text.WholeNumber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Reads a row as a buffer. A gap is {@code first-end} or, where it needs a part of the buffer, {@code first-end@low:high}; several
 * have blanks between them. MiniMalloc's other names of columns are known too; where the last step is called {@code end} it is
 * counted in. A hint is read and not followed.
 */
final class BufferRow {

  private static final Pattern GAP = Pattern.compile("(\\d+)-(\\d+)(?:@(\\d+):(\\d+))?");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Map<String, String> OTHER_NAMES =
      Map.of("begin", "lower", "start", "lower", "end", "upper", "buffer",
          "id", "buffer_id", "id");

  private final CsvFile csv;
  private final int columns;
  private final int id;
  private final int lower;
  private final int upper;
  private final int size;
  /** Of columns that need not be there, or -1. */
  private final int alignment;
  private final int gaps;
  private final int offset;
  private final int hint;
  /** Added to the last step of a life or gap. */
  private final int toEnd;

  /** For a file with that heading. */
  BufferRow(CsvFile csv, CsvRow first) {
    this.csv = csv;
    List<String> heading = first.texts();
    columns = heading.size();
    toEnd = heading.contains("end") ? 1 : 0;
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < columns; i++) {
      String name = OTHER_NAMES.getOrDefault(heading.get(i), heading.get(i));
      if (places.put(name, i) != null) {
        throw csv.invalid(first.line(), "found two columns " + name);
      }
    }
    for (String name : List.of("id", "lower", "upper", "size")) {
      if (!places.containsKey(name)) {
        throw csv.invalid(first.line(),
            "found columns " + String.join(", ", heading) + ", expected one named " + name);
      }
    }
    id = places.getOrDefault("id", -1);
    lower = places.getOrDefault("lower", -1);
    upper = places.getOrDefault("upper", -1);
    size = places.getOrDefault("size", -1);
    alignment = places.getOrDefault("alignment", -1);
    gaps = places.getOrDefault("gaps", -1);
    offset = places.getOrDefault("offset", -1);
    hint = places.getOrDefault("hint", -1);
  }

  ArenaBuffer read(CsvRow row) {
    long line = row.line();
    if (row.cells().size() != columns) {
      throw csv.invalid(line, "found " + row.cells().size() + " cells, expected " + columns);
    }
    long bytes = number(row, size, "size", 0);
    long fixed = has(row, offset) ? number(row, offset, "offset", -1) : -1;
    if (has(row, hint)) {
      number(row, hint, "hint", -1);
    }
    try {
      return new ArenaBuffer(
          row.text(id),
          number(row, lower, "lower", 0),
          Math.addExact(number(row, upper, "upper", 0), toEnd),
          bytes,
          has(row, alignment) ? number(row, alignment, "alignment", 1) : 1,
          has(row, gaps) ? gaps(row.text(gaps), bytes, line) : List.of(),
          fixed < 0 ? OptionalLong.empty() : OptionalLong.of(fixed));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw csv.invalid(line, "found that " + e.getMessage());
    }
  }

  /** The line of the first row with that id. */
  long firstLine(String wanted) {
    return StreamSupport.stream(csv.spliterator(), false).skip(1).filter(row -> row.text(id).equals(wanted))
        .mapToLong(CsvRow::line).findFirst().orElseThrow();
  }

  private static boolean has(CsvRow row, int column) {
    return column >= 0 && !row.text(column).isBlank();
  }

  private long number(CsvRow row, int column, String what, long least) {
    return number(row.text(column), what, row.line(), least);
  }

  private long number(String cell, String what, long line, long least) {
    String text = cell.strip();
    OptionalLong number = WholeNumber.parse(text);
    if (number.isPresent() && number.getAsLong() >= least) {
      return number.getAsLong();
    }
    throw csv.invalid(line,
        "found " + what + " \"" + text + "\", expected a whole number from " + least + " to 2^63-1");
  }

  private List<ArenaBuffer.Gap> gaps(String text, long size, long line) {
    List<ArenaBuffer.Gap> gaps = new ArrayList<>();
    for (String word : BLANKS.split(text.strip(), -1)) {
      Matcher gap = GAP.matcher(word);
      if (!gap.matches()) {
        throw csv.invalid(line, "found gap \"" + word + "\", expected FIRST-END or FIRST-END@LOW:HIGH");
      }
      boolean isPart = gap.group(3) != null;
      gaps.add(new ArenaBuffer.Gap(
          number(gap.group(1), "gap", line, 0),
          Math.addExact(number(gap.group(2), "gap", line, 0), toEnd),
          isPart ? number(gap.group(3), "gap", line, 0) : 0,
          isPart ? number(gap.group(4), "gap", line, 0) : 0));
    }
    gaps.sort(Comparator.comparingLong(ArenaBuffer.Gap::start));
    if (gaps.stream().anyMatch(gap -> gap.high() > size)) {
      throw csv.invalid(line, "found a gap that needs more than the size " + size);
    }
    return gaps;
  }
}
