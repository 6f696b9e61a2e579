package graft.compiler.api.runtime;

/**
 * The answer to how many GPUs there are.
 *
 * @param gpus number of GPUs; 0 where there is none or nobody could tell
 * @param answer the answer for people, for example {@code NVML: 1 GPU} or {@code NVML: no library}
 */
public record DeviceCheck(int gpus, String answer) {}
