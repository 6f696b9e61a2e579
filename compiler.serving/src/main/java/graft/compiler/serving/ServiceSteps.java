package graft.compiler.serving;

import graft.compiler.api.compile.Recipe;
import graft.compiler.serving.CompileServices.Provided;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * The lines of services in recipes, computed when they are first wanted: that reads a bundle, each once. Nothing in them changes
 * when the framework restarts.
 */
final class ServiceSteps {

  /** An entry that is named by its content, as large ones are. */
  private static final Pattern NAMED_BY_CONTENT = Pattern.compile("/[0-9a-f]{64}/");

  private final Map<Content, String> digests = new ConcurrentHashMap<>();

  /** A bundle's content, which changes when the bundle is updated. */
  private record Content(long bundle, long lastModified) {}

  /** A service with its line. */
  <S> Provided<S> provided(String stage, ServiceReference<S> reference, S service) {
    Bundle bundle = reference.getBundle();
    var content = new Content(bundle.getBundleId(), bundle.getLastModified());
    Object ranking = reference.getProperty(Constants.SERVICE_RANKING);
    return new Provided<>(
        service, () -> step(
            stage, reference, bundle, digests.computeIfAbsent(content, _ -> digest(bundle)),
            ranking instanceof Integer number ? number : 0));
  }

  private static Recipe.Step step(
      String stage, ServiceReference<?> reference, Bundle bundle, String digest, int ranking) {
    return new Recipe.Step(
        stage,
        String.valueOf(reference.getProperty("component.name")),
        String.valueOf(bundle.getSymbolicName()),
        bundle.getVersion().toString(),
        digest,
        ranking,
        "",
        Collections.emptySortedMap());
  }

  /**
   * SHA-256 over the bundle's entries, names and content in the order of their names. Entries in a folder that is named by their
   * SHA-256 are not read for it.
   */
  private static String digest(Bundle bundle) {
    var entries = new TreeMap<String, URL>();
    var found = bundle.findEntries("/", "*", true);
    if (found != null) {
      found.asIterator().forEachRemaining(url -> entries.put(url.getPath(), url));
    }
    entries.keySet().removeIf(path -> path.endsWith("/"));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (var entry : entries.entrySet()) {
        digest.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
        if (NAMED_BY_CONTENT.matcher(entry.getKey()).find()) {
          continue;
        }
        try (InputStream content = entry.getValue().openStream()) {
          digest.update(content.readAllBytes());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
