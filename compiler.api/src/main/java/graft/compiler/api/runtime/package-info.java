/**
 * The environment that the runtime applied when it started: the {@link graft.compiler.api.runtime.Environment} service lists
 * its {@link graft.compiler.api.runtime.Setting}s and what NVML said about GPUs
 * ({@link graft.compiler.api.runtime.DeviceCheck}).
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
