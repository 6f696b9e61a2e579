package graft.compiler.console.demo;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.stage.Fix;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleRevision;

/** The fixes that were active when it was made, stopped and started together; nothing of it outlasts a restart. */
final class FixSwitch implements AutoCloseable {

  private final List<Bundle> fixes = new ArrayList<>();

  FixSwitch(BundleContext context) {
    for (Bundle bundle : context.getBundles()) {
      BundleRevision revision = bundle.adapt(BundleRevision.class);
      if (bundle.getState() == Bundle.ACTIVE && !revision.getDeclaredCapabilities(Fix.NAMESPACE).isEmpty()) {
        fixes.add(bundle);
      }
    }
  }

  /** Symbolic names of the fixes. */
  List<String> names() {
    return fixes.stream().map(Bundle::getSymbolicName).toList();
  }

  void stop() {
    for (Bundle fix : fixes) {
      try {
        fix.stop(Bundle.STOP_TRANSIENT);
      } catch (BundleException e) {
        throw new CompileException("fix-not-stopped", fix.getSymbolicName() + " cannot be stopped: " + e.getMessage());
      }
    }
  }

  void start() {
    for (Bundle fix : fixes) {
      try {
        fix.start(Bundle.START_TRANSIENT);
      } catch (BundleException e) {
        throw new CompileException("fix-not-started", fix.getSymbolicName() + " cannot be started: " + e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    start();
  }
}
