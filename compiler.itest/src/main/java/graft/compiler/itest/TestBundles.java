package graft.compiler.itest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Bundles for tests: made of one instruction on the spot, or built by this project. */
final class TestBundles {

  private TestBundles() {}

  /**
   * A core without code, for the fixes' gate.
   *
   * @param version the runtime's version as OSGi writes it; a pre-release carries a qualifier: {@code 2.9.0.rc1}
   * @param local the local build, or nothing
   */
  static InputStream core(String version, String local) {
    String capability =
        "graft.runtime;version:Version=\"" + version + "\"" + (local.isEmpty() ? "" : ";local=" + local);
    return bundle("graft.compiler.core", version, Map.of(Constants.PROVIDE_CAPABILITY, capability));
  }

  /** A bundle of nothing but headers. */
  static InputStream bundle(String symbolicName, String version, Map<String, String> headers) {
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
    main.putValue(Constants.BUNDLE_VERSION, version);
    headers.forEach(main::putValue);
    var bytes = new ByteArrayOutputStream();
    try (var jar = new JarOutputStream(bytes, manifest)) {
      jar.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  /** The jar that the build made of a folder, for example {@code patch.memoryplan} or {@code compiler.core-2.9.1}. */
  static Path built(BundleContext context, String folder) {
    String pattern = "graft." + folder + "-[0-9].[0-9].[0-9]*-SNAPSHOT.jar";
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(root(context).resolve(folder).resolve("target"), pattern)) {
      return jars.iterator().next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The project's folder, with {@code testdata} in it. */
  static Path root(BundleContext context) {
    return Path.of(URI.create(context.getProperty("graft.root")));
  }
}
