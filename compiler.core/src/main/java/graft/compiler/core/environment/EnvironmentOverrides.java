package graft.compiler.core.environment;

import graft.compiler.api.runtime.DeviceCheck;
import graft.compiler.api.runtime.Environment;
import graft.compiler.api.runtime.Setting;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One decision about the overrides.
 *
 * <p>The strongest source that offers a valid value wins: Configuration Admin, the launch configuration, Graft's default, the
 * process's environment. The default stands above the environment because vLLM's {@code env_override.py}, which these
 * overrides come from, overwrites the environment when it is loaded.
 */
final class EnvironmentOverrides implements Environment {

  private final Setting nvmlCheck;
  private final Setting variable;
  private final Setting compileThreads;
  private final Supplier<DeviceCheck> nvml;
  private @Nullable DeviceCheck devices;

  EnvironmentOverrides(Sources sources, Supplier<DeviceCheck> nvml) {
    nvmlCheck = sources.decide(NVML_CHECK, Rule.FLAG, "1");
    variable = sources.decide(COMPILE_THREADS_VARIABLE, Rule.COUNT, "1");
    compileThreads = sources.decide(COMPILE_THREADS, Rule.COUNT, "1");
    this.nvml = nvmlCheck.value().equals("1") ? nvml : EnvironmentOverrides::notAsked;
  }

  @Override
  public List<Setting> overrides() {
    return List.of(nvmlCheck, variable, compileThreads);
  }

  @Override
  public int compileThreads() {
    return Integer.parseInt(compileThreads.value());
  }

  @Override
  public synchronized DeviceCheck devices() {
    if (devices == null) {
      devices = nvml.get();
    }
    return devices;
  }

  private static DeviceCheck notAsked() {
    return new DeviceCheck(0, "NVML: not asked, by " + NVML_CHECK + "=0");
  }
}
