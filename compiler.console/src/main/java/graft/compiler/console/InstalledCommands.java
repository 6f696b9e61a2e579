package graft.compiler.console;

import graft.compiler.console.component.Components;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The commands of this bundle. Safe for any thread. */
@Component
public final class InstalledCommands implements Commands {

  private static final String NAME = "osgi.command.function";

  private final BundleContext context;
  private final Components components;

  @Reference(service = Command.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  private volatile List<ComponentServiceObjects<Command>> commands = List.of();

  /** Those in the framework that {@code context} belongs to. */
  @Activate
  public InstalledCommands(BundleContext context, @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.components = new Components(components);
  }

  @Override
  public SortedSet<String> names() {
    return new TreeSet<>(components.values(context.getBundle(), NAME));
  }

  @Override
  public @Nullable Command find(String name) {
    for (ComponentServiceObjects<Command> command : commands) {
      if (command.getServiceReference().getProperty(NAME) instanceof String[] names && names[0].equals(name)) {
        return command.getService();
      }
    }
    return null;
  }

  @Override
  public List<String> obstacles(String name) {
    return components.obstacles(context.getBundle(), NAME, name);
  }
}
