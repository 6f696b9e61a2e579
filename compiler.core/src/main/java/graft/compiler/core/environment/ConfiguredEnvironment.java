package graft.compiler.core.environment;

import graft.compiler.api.runtime.DeviceCheck;
import graft.compiler.api.runtime.Environment;
import graft.compiler.api.runtime.Setting;
import graft.compiler.api.runtime.Setting.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The overrides as this framework and this process are set up: decided when the core starts, and anew when their configuration
 * changes. The service stays then, so that a change disturbs no compile.
 */
@Component(immediate = true, configurationPid = EnvironmentConfiguration.PID)
@Designate(ocd = EnvironmentConfiguration.class)
public final class ConfiguredEnvironment implements Environment {

  private static final Logger LOGGER = System.getLogger(EnvironmentConfiguration.PID);

  private final BundleContext context;
  private volatile EnvironmentOverrides current;

  /** Called by the framework. */
  @Activate
  public ConfiguredEnvironment(BundleContext context, Map<String, Object> configuration) {
    this.context = context;
    current = decide(context, configuration);
  }

  /** Called by the framework when the configuration changes. */
  @Modified
  void decide(Map<String, Object> configuration) {
    current = decide(context, configuration);
  }

  private static EnvironmentOverrides decide(BundleContext context, Map<String, Object> configuration) {
    var overrides =
        new EnvironmentOverrides(
            new Sources(configuration::get, context::getProperty, System::getenv), NvmlCheck.here()::ask);
    for (Setting setting : overrides.overrides()) {
      for (Refusal refusal : setting.refused()) {
        LOGGER.log(Level.WARNING, "{0}={1} from {2} is refused: {3}; taking {4} from {5}",
            setting.name(), refusal.offer().value(), refusal.offer().source().title(), refusal.reason(),
            setting.value(), setting.source().title());
      }
    }
    return overrides;
  }

  @Override
  public List<Setting> overrides() {
    return current.overrides();
  }

  @Override
  public int compileThreads() {
    return current.compileThreads();
  }

  @Override
  public DeviceCheck devices() {
    return current.devices();
  }
}
