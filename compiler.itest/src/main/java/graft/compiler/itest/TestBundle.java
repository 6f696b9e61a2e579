package graft.compiler.itest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/** A bundle made by a test. */
final class TestBundle {

  /** Symbolic name of those that state a runtime version. */
  static final String RUNTIME = "graft.test.runtime";

  private static final String EDITION = "edition";

  private final Manifest manifest;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private TestBundle(Manifest manifest) {
    this.manifest = manifest;
  }

  TestBundle(String symbolicName) {
    this(new Manifest());
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    header(Constants.BUNDLE_MANIFESTVERSION, "2").header(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
  }

  /** A bundle that states a runtime version, with the local build where there is one, and is nothing else. */
  static TestBundle runtime(String version, String local) {
    String build = local.isEmpty() ? "" : ";local=" + local;
    return new TestBundle(RUNTIME)
        .header(Constants.PROVIDE_CAPABILITY, "graft.runtime;version:Version=\"" + version + "\"" + build);
  }

  /** A bundle that was built. */
  static TestBundle copyOf(Path file) {
    try (var jar = new JarFile(file.toFile())) {
      var bundle = new TestBundle(jar.getManifest());
      for (ZipEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
        if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
          try (InputStream content = jar.getInputStream(entry)) {
            bundle.entries.put(entry.getName(), content.readAllBytes());
          }
        }
      }
      return bundle;
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  TestBundle header(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  /** Whether a bundle was changed by a test. */
  static boolean isEdition(Bundle bundle) {
    return bundle.getEntry(EDITION) != null;
  }

  /** Adds an entry that is different in each edition. */
  TestBundle edition(long number) {
    entries.put(EDITION, Long.toString(number).getBytes(UTF_8));
    return this;
  }

  /** Adds classes of this bundle, which that one then defines itself. */
  TestBundle with(Class<?>... types) {
    for (Class<?> type : types) {
      String entry = type.getName().replace('.', '/') + ".class";
      try (InputStream content = TestBundle.class.getResourceAsStream("/" + entry)) {
        entries.put(entry, Objects.requireNonNull(content, entry).readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return this;
  }

  /** Its jar. */
  InputStream jar() {
    var bytes = new ByteArrayOutputStream();
    try (var jar = new JarOutputStream(bytes, manifest)) {
      for (var entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
