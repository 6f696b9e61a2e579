package graft.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;

/**
 * The contracts where the embedding program has them on its class path: the framework exports their packages from there, so that
 * the program and the bundles have the same types.
 *
 * @param packages what their bundle exports, as in its manifest
 */
record SharedContracts(String packages) {

  /** The folder of their bundle. */
  static final String FOLDER = "compiler.api";

  private static final String NAME = "graft." + FOLDER;

  /** Those that a class loader finds, if it does. */
  static Optional<SharedContracts> onClassPath(ClassLoader loader) {
    try {
      for (URL url : List.copyOf(Collections.list(loader.getResources("META-INF/MANIFEST.MF")))) {
        try (InputStream content = url.openStream()) {
          var headers = new Manifest(content).getMainAttributes();
          if (NAME.equals(headers.getValue(Constants.BUNDLE_SYMBOLICNAME))) {
            return Optional.of(new SharedContracts(headers.getValue(Constants.EXPORT_PACKAGE)));
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The framework properties that export them, besides those that are exported anyway. */
  Map<String, String> properties(Map<String, String> given) {
    String more = given.get(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA);
    return Map.of(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, more == null ? packages : more + "," + packages);
  }
}
