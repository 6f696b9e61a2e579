package graft.compiler.core.pipeline;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import graft.compiler.api.stage.Fix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Starts the fixes that this runtime makes resolvable. OSGi starts a bundle that is marked as started when the framework starts,
 * but not when it becomes resolvable later, as a fix for 2.9.0 does when the core goes back to 2.9.0.
 */
@Component(immediate = true, service = {})
public final class FixStarter {

  private static final System.Logger LOGGER = System.getLogger(FixStarter.class.getName());

  /** Called by the framework. */
  @Activate
  public FixStarter(BundleContext context) {
    // Not on this thread: the framework is starting the core on it. And not with the core's context, which ends with the core.
    Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    Thread.ofVirtual().name("graft-fix-starter").start(() -> startFixes(framework));
  }

  private static void startFixes(Bundle framework) {
    BundleContext context = framework.getBundleContext();
    if (context == null) {
      return;
    }
    for (Bundle bundle : context.getBundles()) {
      try {
        if (isWaitingFix(bundle)) {
          bundle.start(Bundle.START_TRANSIENT);
        }
      } catch (BundleException e) {
        // Most often it is for another runtime, which is no news.
        LOGGER.log(
            e.getType() == BundleException.RESOLVE_ERROR ? DEBUG : WARNING,
            bundle.getSymbolicName() + " cannot be started",
            e);
      } catch (IllegalStateException e) {
        LOGGER.log(DEBUG, bundle.getSymbolicName() + " was uninstalled meanwhile", e);
      }
    }
  }

  private static boolean isWaitingFix(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    return bundle.getState() == Bundle.INSTALLED && revision != null
        && !revision.getDeclaredCapabilities(Fix.NAMESPACE).isEmpty()
        && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
  }
}
