package graft.compiler.core.environment;

import graft.compiler.api.runtime.DeviceCheck;
import graft.compiler.api.runtime.Environment;
import graft.compiler.api.runtime.Setting;
import graft.compiler.api.runtime.Setting.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Decides the overrides when the core starts, and anew when their configuration changes.
 *
 * <p>The strongest source that offers a valid value wins: Configuration Admin, the launch configuration, Graft's default, the
 * process's environment. The default stands above the environment because vLLM's {@code env_override.py}, which these
 * overrides come from, overwrites the environment when it is loaded.
 */
@Component(immediate = true, configurationPid = EnvironmentConfiguration.PID)
@Designate(ocd = EnvironmentConfiguration.class)
public final class EnvironmentOverrides implements Environment {

  private static final Logger LOGGER = System.getLogger(EnvironmentConfiguration.PID);

  private final Setting nvmlCheck;
  private final Setting variable;
  private final Setting compileThreads;
  private final Supplier<DeviceCheck> nvml;
  private @Nullable DeviceCheck devices;

  /** The overrides as this framework and this process are set up. */
  @Activate
  public EnvironmentOverrides(BundleContext context, Map<String, Object> configuration) {
    this(new Sources(configuration::get, context::getProperty, System::getenv), NvmlCheck.here()::ask);
    for (Setting setting : overrides()) {
      for (Refusal refusal : setting.refused()) {
        LOGGER.log(Level.WARNING, "{0}={1} from {2} is refused: {3}; taking {4} from {5}",
            setting.name(), refusal.offer().value(), refusal.offer().source().title(), refusal.reason(),
            setting.value(), setting.source().title());
      }
    }
  }

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
