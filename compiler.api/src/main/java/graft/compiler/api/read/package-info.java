/**
 * Readers of files: a {@link graft.compiler.api.read.ScheduleReader} reads schedules that a runtime stored, a
 * {@link graft.compiler.api.read.StoredSchedule} each. What cannot be read is an
 * {@link graft.compiler.api.read.InvalidFileException} that names the file, the place in it and what was expected.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.read;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
