package graft.compiler.core.pipeline;

import graft.compiler.api.stage.Fix;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * The runtime that this core is: its version, and whose wires lead to it.
 *
 * @param core the core's bundle
 * @param revision the core's revision that this code came from
 * @param version the version, with the local build after a plus sign where it has one
 * @param services the types of the services that the core's components provide, one by one
 * @param digests what bundles hold
 */
record CoreRuntime(
    Bundle core,
    BundleRevision revision,
    String version,
    List<String> services,
    BundleDigests digests) {

  static CoreRuntime of(Bundle core, ServiceComponentRuntime components) {
    BundleRevision revision = core.adapt(BundleRevision.class);
    BundleCapability capability = revision.getDeclaredCapabilities(Fix.RUNTIME_NAMESPACE).getFirst();
    Map<String, Object> attributes = capability.getAttributes();
    Object local = attributes.get("local");
    return new CoreRuntime(
        core,
        revision,
        attributes.get("version") + (local == null ? "" : "+" + local),
        components.getComponentDescriptionDTOs(core).stream()
            .flatMap(component -> Stream.of(component.serviceInterfaces)).toList(),
        new BundleDigests());
  }

  /** How many components of the core provide this service. */
  long declared(Class<?> service) {
    return services.stream().filter(service.getName()::equals).count();
  }

  /**
   * Whether a bundle may take part in a compile: it requires no runtime, or is wired to this one. After the core was updated, fixes
   * are still wired to its old revision until they are refreshed, and must not be mixed with the new one.
   */
  boolean accepts(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring == null) {
      return false;
    }
    for (BundleWire wire : wiring.getRequiredWires(Fix.RUNTIME_NAMESPACE)) {
      if (!wire.getProvider().equals(revision)) {
        return false;
      }
    }
    return true;
  }
}
