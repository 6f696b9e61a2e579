package graft.compiler.itest;

import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.read.StoredSchedule;
import java.util.List;

/**
 * A graph in the form that can be planned with any of the fixes: as stored with all of them.
 *
 * @param stored the graph
 * @param fixed its result with all fixes
 * @param dies whether 2.9.0 dies of it without the scheduler's fix
 */
record Twins(StoredSchedule stored, StoredResult fixed, boolean dies) {

  static Twins read(StoredCase one, ScheduleReader reader) {
    return new Twins(reader.read(one.fixed()), StoredResult.read(one.fixed()), one.died(reader));
  }

  /** All of them. */
  static List<Twins> all(ScheduleReader reader) {
    return StoredCase.all().stream().map(one -> read(one, reader)).toList();
  }

  String name() {
    return stored.name();
  }

  PlanRequest request() {
    return stored.request();
  }
}
