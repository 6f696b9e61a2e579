/**
 * Where buffers with known lifetimes lie in one arena: {@link graft.compiler.api.arena.ArenaPlanner} takes an
 * {@link graft.compiler.api.arena.ArenaProblem} and answers with an {@link graft.compiler.api.arena.ArenaLayout}. Offsets and
 * sizes are counted in bytes, time in steps.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.arena;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
