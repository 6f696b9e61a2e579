/**
 * The services that fixes implement: {@link graft.compiler.api.stage.PartitionRule},
 * {@link graft.compiler.api.stage.PartitionSignatures} and {@link graft.compiler.api.stage.MemoryPlanner}; and
 * {@link graft.compiler.api.stage.Fuser}, which comes before them.
 *
 * <p>All services of one stage form a chain, highest {@code service.ranking} first; the core's baseline has ranking 0 and
 * ends it. Each gets its request and {@code next}, the implementation it stands on, and does one of three things: answers
 * itself, hands {@code next} a corrected request, or corrects what {@code next} answers. A fix declares itself with
 * {@link graft.compiler.api.stage.Fix}. A compile takes one snapshot of the chains when it starts and uses it to the end.
 *
 * <p>Implementations are called from any number of threads at once and keep no state between calls.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.stage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
