package graft.compiler.export.schedule;

import static graft.compiler.export.schedule.Place.quoted;

import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Schedule;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks buffers, inputs, constants and outputs: each name stands for one of them, and all names that they use exist.
 * Takes linear time.
 */
final class BufferChecks {

  private final Path file;
  private final Schedule schedule;
  private final List<String> constants;

  /** Checks of {@code schedule}, whose file lists {@code constants}. */
  BufferChecks(Path file, Schedule schedule, List<String> constants) {
    this.file = file;
    this.schedule = schedule;
    this.constants = constants;
  }

  void check() {
    checkDistinct();
    for (Buffer buffer : schedule.buffers().values()) {
      checkKnown(buffer.aliases(), buffer, "aliases");
      checkKnown(buffer.mutates(), buffer, "mutates");
    }
    checkRealNames();
    List<String> outputs = schedule.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      checkKnown(outputs.get(i), "schedule.outputs[" + i + ']');
    }
  }

  private void checkDistinct() {
    for (String input : schedule.inputs().keySet()) {
      if (schedule.buffers().containsKey(input)) {
        throw invalid("schedule.inputs", quoted(input) + " is the name of a buffer too");
      }
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < constants.size(); i++) {
      String constant = constants.get(i);
      if (schedule.defines(constant) || !seen.add(constant)) {
        throw invalid("schedule.constants[" + i + ']', quoted(constant) + " is the name of something else too");
      }
    }
  }

  private void checkRealNames() {
    schedule.mutationRealNames().forEach((name, real) -> {
      String place = "schedule.mutationRealName." + Place.plain(name);
      if (!schedule.buffers().containsKey(name)) {
        throw invalid(place, "is no buffer of the schedule");
      }
      checkKnown(real, place);
      if (schedule.mutationRealNames().containsKey(real)) {
        throw invalid(place, quoted(real) + " has another real name itself");
      }
    });
  }

  private void checkKnown(List<String> names, Buffer buffer, String field) {
    for (int i = 0; i < names.size(); i++) {
      if (!isKnown(names.get(i))) {
        checkKnown(names.get(i), "schedule.buffers." + Place.plain(buffer.name()) + '.' + field + '[' + i + ']');
      }
    }
  }

  private void checkKnown(String name, String place) {
    if (!isKnown(name)) {
      throw invalid(place, quoted(name) + " is no buffer, input or constant of the schedule");
    }
  }

  private boolean isKnown(String name) {
    return schedule.defines(name) || schedule.constants().contains(name);
  }

  private InvalidFileException invalid(String place, String problem) {
    return new InvalidFileException(file, place, problem);
  }
}
