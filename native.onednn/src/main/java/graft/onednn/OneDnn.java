package graft.onednn;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import graft.compiler.api.kernel.CallSite;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.kernel.PreparedCall;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Matrix products and convolutions by oneDNN. The libraries are loaded beside whatever else starts; where they cannot be loaded
 * it says so once and declines every call.
 */
@Component
public final class OneDnn implements Library {

  /** Framework property: the folder below which libraries are laid out, by default the user's cache. */
  static final String CACHE = "graft.cache";

  private static final System.Logger LOGGER = System.getLogger(OneDnn.class.getName());

  private final FutureTask<Optional<Calls>> calls;

  /** Called by the framework. */
  @Activate
  public OneDnn(BundleContext context) {
    this(new FutureTask<>(() -> load(context)));
  }

  private OneDnn(FutureTask<Optional<Calls>> calls) {
    this.calls = calls;
    Thread.ofPlatform().name("oneDNN loader").daemon().start(() -> {
      try {
        calls.run();
        ready().ifPresent(Calls::rehearse);
      } catch (IllegalStateException | LinkageError e) {
        // Who prepares a call is told; that the bundle went meanwhile is nobody's concern.
        LOGGER.log(DEBUG, "oneDNN was not loaded", e);
      }
    });
  }

  /** With libraries that lie in one folder, outside a framework. */
  public static OneDnn of(Path folder) {
    return new OneDnn(new FutureTask<>(() -> Optional.of(new Calls(Dnnl.load(folder)))));
  }

  @Override
  public Optional<PreparedCall> prepare(CallSite site) {
    return ready().flatMap(ready -> ready.prepare(site));
  }

  private Optional<Calls> ready() {
    try {
      return calls.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<Calls> load(BundleContext context) {
    try {
      var libraries = new TreeMap<String, URL>();
      context.getBundle().findEntries("OSGI-INF/natives", "lib*", true).asIterator()
          .forEachRemaining(url -> libraries.put(url.getPath(), url));
      return Optional.of(new Calls(Dnnl.load(NativeFolder.of(caches(context), libraries))));
    } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
      LOGGER.log(WARNING, "oneDNN cannot be loaded, Graft's own kernels do its work: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Path caches(BundleContext context) {
    String chosen = context.getProperty(CACHE);
    String users = System.getenv("XDG_CACHE_HOME");
    Path cache = chosen != null ? Path.of(chosen)
        : users != null && !users.isEmpty() ? Path.of(users, "graft")
        : Path.of(System.getProperty("user.home"), ".cache", "graft");
    return cache.resolve("natives");
  }
}
