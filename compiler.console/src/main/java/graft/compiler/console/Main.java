package graft.compiler.console;

import graft.compiler.console.component.Components;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Runs one command on the process's own streams, for its exit status. The launcher calls it when everything that shall start
 * has started; a command that then lacks something says what.
 */
@Component(service = ToIntFunction.class, property = "graft.main:Boolean=true")
public final class Main implements ToIntFunction<String[]>, CommandLine.Commands {

  /** The framework property that says, with {@code true}, that somebody watches standard error. */
  static final String INTERACTIVE = "graft.interactive";

  /** The framework property that says, with {@code true}, that failures show their stack trace. */
  static final String DEBUG = "graft.debug";

  private static final String NAME = "osgi.command.function";

  private final BundleContext context;
  private final Components components;

  @Reference(service = Command.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  private volatile List<ComponentServiceObjects<Command>> commands = List.of();

  /** The entry of the framework that {@code context} belongs to. */
  @Activate
  public Main(BundleContext context, @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.components = new Components(components);
  }

  @Override
  public int applyAsInt(String[] words) {
    var out = stream(FileDescriptor.out, "stdout.encoding");
    var err = stream(FileDescriptor.err, "stderr.encoding");
    var terminal = new Terminal(out, err, Path.of(""), isSet(INTERACTIVE));
    return new CommandLine(this, isSet(DEBUG)).run(List.of(words), terminal);
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

  private boolean isSet(String property) {
    return Boolean.parseBoolean(context.getProperty(property));
  }

  private static PrintStream stream(FileDescriptor descriptor, String encoding) {
    return new PrintStream(new FileOutputStream(descriptor), true, Charset.forName(System.getProperty(encoding)));
  }
}
