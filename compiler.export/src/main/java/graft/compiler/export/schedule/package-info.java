/**
 * The reader of stored Inductor schedules. {@link graft.compiler.export.schedule.StoredScheduleReader} is the service; the
 * format is described in {@code testdata/schedules/FORMAT.md}.
 */
@NullMarked
package graft.compiler.export.schedule;

import org.jspecify.annotations.NullMarked;
