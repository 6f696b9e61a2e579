package graft.compiler.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Runs one command on the process's own streams, for its exit status. The launcher calls it when everything that shall start
 * has started; a command that then lacks something says what.
 */
@Component(service = ToIntFunction.class, property = "graft.main:Boolean=true")
public final class Main implements ToIntFunction<String[]> {

  /** The framework property that says, with {@code true}, that somebody watches standard error. */
  static final String INTERACTIVE = "graft.interactive";

  /** The framework property that says, with {@code true}, that failures show their stack trace. */
  static final String DEBUG = "graft.debug";

  private final BundleContext context;
  private final Commands commands;

  /** The entry of the framework that {@code context} belongs to. */
  @Activate
  public Main(BundleContext context, @Reference Commands commands) {
    this.context = context;
    this.commands = commands;
  }

  @Override
  public int applyAsInt(String[] words) {
    var out = stream(FileDescriptor.out, "stdout.encoding");
    var err = stream(FileDescriptor.err, "stderr.encoding");
    var terminal = new Terminal(out, err, Path.of(""), isSet(INTERACTIVE));
    return new CommandLine(commands, isSet(DEBUG)).run(List.of(words), terminal);
  }

  private boolean isSet(String property) {
    return Boolean.parseBoolean(context.getProperty(property));
  }

  private static PrintStream stream(FileDescriptor descriptor, String encoding) {
    return new PrintStream(new FileOutputStream(descriptor), true, Charset.forName(System.getProperty(encoding)));
  }
}
