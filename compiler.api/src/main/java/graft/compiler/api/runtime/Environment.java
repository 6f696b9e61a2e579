package graft.compiler.api.runtime;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The environment overrides in force. They are applied when the core starts, before anything compiles, for every runtime
 * version.
 */
@ProviderType
public interface Environment {

  /** Ask NVML whether there is a GPU; do not initialise CUDA to find out. */
  String NVML_CHECK = "PYTORCH_NVML_BASED_CUDA_CHECK";

  /** Compile in this process, without a pool of workers. */
  String COMPILE_THREADS_VARIABLE = "TORCHINDUCTOR_COMPILE_THREADS";

  /** The compile-thread setting itself. */
  String COMPILE_THREADS = "compile_threads";

  /** The three overrides, in the order of the constants above. */
  List<Setting> overrides();

  /** How many threads compile kernels, at least 1. */
  int compileThreads();

  /** What the device check found; asked once, when first wanted. */
  DeviceCheck devices();
}
