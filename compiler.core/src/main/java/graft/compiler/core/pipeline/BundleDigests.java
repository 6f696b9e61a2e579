package graft.compiler.core.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;

/** SHA-256 over the entries of bundles, names and content in the order of their names; each bundle is read once. */
final class BundleDigests {

  private final Map<Content, String> known = new ConcurrentHashMap<>();

  /** A bundle's content, which changes when the bundle is updated. */
  private record Content(long bundle, long lastModified) {}

  String of(Bundle bundle) {
    return known.computeIfAbsent(new Content(bundle.getBundleId(), bundle.getLastModified()), _ -> read(bundle));
  }

  private static String read(Bundle bundle) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      var entries = new TreeMap<String, URL>();
      Enumeration<URL> found = bundle.findEntries("/", "*", true);
      for (URL url : found == null ? Collections.<URL>emptyList() : Collections.list(found)) {
        entries.put(url.getPath(), url);
      }
      for (var entry : entries.entrySet()) {
        if (!entry.getKey().endsWith("/")) {
          digest.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
          try (InputStream content = entry.getValue().openStream()) {
            digest.update(content.readAllBytes());
          }
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
