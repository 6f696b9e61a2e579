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
import java.util.TreeMap;
import org.osgi.framework.Bundle;

/** SHA-256 over the entries of a bundle, names and content in the order of their names. */
final class BundleDigest {

  private BundleDigest() {}

  static String of(Bundle bundle) {
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
