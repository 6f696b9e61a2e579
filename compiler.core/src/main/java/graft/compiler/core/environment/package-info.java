/**
 * The environment overrides: {@link graft.compiler.core.environment.ConfiguredEnvironment} decides them when the core starts,
 * {@link graft.compiler.core.environment.NvmlCheck} asks NVML for GPUs.
 */
@NullMarked
package graft.compiler.core.environment;

import org.jspecify.annotations.NullMarked;
