package graft.compiler.console.component;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** The components of a bundle, and why one provides nothing. */
public final class Components {

  private final ServiceComponentRuntime components;

  /** Asks {@code components}. */
  public Components(ServiceComponentRuntime components) {
    this.components = components;
  }

  /** The values of {@code property} over the components of the bundle, whether they provide something or not. */
  public List<String> values(Bundle bundle, String property) {
    return components.getComponentDescriptionDTOs(bundle).stream()
        .flatMap(component -> values(component.properties.get(property)).stream()).toList();
  }

  /**
   * What keeps the bundle's component with this property from providing its service, each in a few words; empty where nothing
   * does, or where the bundle, which must be active, has no such component.
   */
  public List<String> obstacles(Bundle bundle, String property, String value) {
    List<String> obstacles = new ArrayList<>();
    for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(bundle)) {
      if (values(component.properties.get(property)).contains(value)) {
        obstacles.addAll(obstacles(component));
      }
    }
    return obstacles;
  }

  private static List<String> values(@Nullable Object property) {
    return switch (property) {
      case String value -> List.of(value);
      case String[] values -> List.of(values);
      case null, default -> List.of();
    };
  }

  private List<String> obstacles(ComponentDescriptionDTO component) {
    if (!components.isComponentEnabled(component)) {
      return List.of(component.name + " is disabled");
    }
    List<String> obstacles = new ArrayList<>();
    for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(component)) {
      switch (configuration.state) {
        case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> obstacles
            .add("needs a configuration " + String.join(", ", component.configurationPid));
        case ComponentConfigurationDTO.FAILED_ACTIVATION -> obstacles
            .add("failed to start: " + configuration.failure.lines().findFirst().orElse(""));
        default -> {
          for (UnsatisfiedReferenceDTO missing : configuration.unsatisfiedReferences) {
            obstacles.add("needs " + wanted(component, missing) + ", which nobody provides");
          }
        }
      }
    }
    return obstacles;
  }

  private static String wanted(ComponentDescriptionDTO component, UnsatisfiedReferenceDTO missing) {
    String type = missing.name;
    for (ReferenceDTO reference : component.references) {
      if (reference.name.equals(missing.name)) {
        type = reference.interfaceName;
      }
    }
    return missing.target == null || missing.target.isEmpty() ? type : type + " " + missing.target;
  }
}
