package graft.compiler.core.pipeline;

import graft.compiler.api.compile.Recipe;
import graft.compiler.api.stage.Fix;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.ComponentServiceObjects;

/**
 * A registered implementation of a stage: how to get and give back its service, and its line in recipes.
 *
 * @param reference outlives {@code services}, which knows nothing any more when the service is gone
 * @param services hands out the service
 * @param step its line in a recipe, computed when first wanted: that reads its bundle's content
 */
record Implementation<S>(ServiceReference<S> reference, ComponentServiceObjects<S> services,
    Supplier<Recipe.Step> step) implements Comparable<Implementation<S>> {

  static <S> Implementation<S> of(String stage, ComponentServiceObjects<S> services, CoreRuntime runtime) {
    ServiceReference<S> reference = services.getServiceReference();
    Bundle bundle = reference.getBundle();
    return new Implementation<>(reference, services, new Once<>(() -> step(stage, reference, bundle, runtime)));
  }

  private static Recipe.Step step(
      String stage, ServiceReference<?> reference, Bundle bundle, CoreRuntime runtime) {
    Map<String, Object> properties = FrameworkProperties.of(reference);
    // What the runtime has merged is no fix of it.
    Object fix = bundle.equals(runtime.core()) ? null : properties.get(Fix.PREFIX_ + "name");
    return new Recipe.Step(
        stage,
        String.valueOf(properties.get(ComponentConstants.COMPONENT_NAME)),
        String.valueOf(bundle.getSymbolicName()),
        bundle.getVersion().toString(),
        runtime.digests().of(bundle),
        ranking(properties),
        fix == null ? "" : fix.toString(),
        configuration(properties));
  }

  private static int ranking(Map<String, Object> properties) {
    return properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
  }

  private static SortedMap<String, String> configuration(Map<String, Object> properties) {
    var configuration = new TreeMap<String, String>();
    properties.forEach(
        (name, value) -> {
          if (!name.startsWith("service.")
              && !name.startsWith("component.")
              && !name.startsWith(Fix.PREFIX_)
              && !name.startsWith("felix.")
              && !name.startsWith("osgi.ds.")
              && !name.equals(Constants.OBJECTCLASS)) {
            configuration.put(name, FrameworkProperties.text(value));
          }
        });
    return configuration;
  }

  @Override
  public int compareTo(Implementation<S> other) {
    return other.reference.compareTo(reference);
  }
}
