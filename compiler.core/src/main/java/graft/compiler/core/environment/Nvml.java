package graft.compiler.core.environment;

import java.lang.foreign.Arena;

/**
 * The part of NVML that counts GPUs, with its return codes: NVIDIA's NVML API Reference, {@code nvmlReturn_t}. None of its
 * functions creates a CUDA context.
 */
interface Nvml {

  /** {@code NVML_SUCCESS}. */
  int SUCCESS = 0;

  /** {@code NVML_ERROR_NO_PERMISSION}: the process may not talk to the driver. */
  int NO_PERMISSION = 4;

  /** {@code NVML_ERROR_DRIVER_NOT_LOADED}: no driver, or none that runs. */
  int DRIVER_NOT_LOADED = 9;

  /** {@code nvmlInit_v2}: its return code. */
  int init();

  /** {@code nvmlDeviceGetCount_v2}: its return code, and the count where that is {@link #SUCCESS}. */
  Count deviceCount();

  /** {@code nvmlShutdown}. */
  void shutdown();

  /** {@code nvmlErrorString}: what NVML says of a return code. */
  String errorString(int code);

  /** A return code with the number of GPUs. */
  record Count(int code, int gpus) {}

  /** Opens NVML's library. */
  @FunctionalInterface
  interface Opener {

    /**
     * Opens a library until {@code arena} is closed.
     *
     * @param name its name; it is looked for where the system looks
     * @throws IllegalArgumentException if there is none, or none that this process can load
     * @throws UnsupportedOperationException if this Java cannot call native functions here
     */
    Nvml open(String name, Arena arena);
  }
}
