package graft.compiler.console.fixes;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;
import org.osgi.util.promise.Promise;

/** Declarative Services that know, of whatever bundle, one component that waits for a service. */
final class FakeComponents implements ServiceComponentRuntime {

  private final ComponentDescriptionDTO component = new ComponentDescriptionDTO();
  private final boolean enabled;

  FakeComponents(String fix, boolean enabled) {
    this.enabled = enabled;
    component.name = "component";
    component.properties = Map.of("graft.fix.name", fix);
    var reference = new ReferenceDTO();
    reference.name = "$000";
    reference.interfaceName = "some.Service";
    component.references = new ReferenceDTO[]{reference};
  }

  @Override
  public Collection<ComponentDescriptionDTO> getComponentDescriptionDTOs(Bundle... bundles) {
    return List.of(component);
  }

  @Override
  public Collection<ComponentConfigurationDTO> getComponentConfigurationDTOs(ComponentDescriptionDTO description) {
    var missing = new UnsatisfiedReferenceDTO();
    missing.name = "$000";
    var configuration = new ComponentConfigurationDTO();
    configuration.state = ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
    configuration.unsatisfiedReferences = new UnsatisfiedReferenceDTO[]{missing};
    return List.of(configuration);
  }

  @Override
  public boolean isComponentEnabled(ComponentDescriptionDTO description) {
    return enabled;
  }

  @Override
  public ComponentDescriptionDTO getComponentDescriptionDTO(Bundle bundle, String name) {
    return component;
  }

  @Override
  public Promise<Void> enableComponent(ComponentDescriptionDTO description) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Promise<Void> disableComponent(ComponentDescriptionDTO description) {
    throw new UnsupportedOperationException();
  }
}
