package graft.compiler.console.fixes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;

/** Bundles that are nothing but a manifest. */
final class ManifestBundle {

  private ManifestBundle() {}

  /** A core that offers a runtime. */
  static InputStream core(String version) throws IOException {
    return named("core", Constants.PROVIDE_CAPABILITY, "graft.runtime;version:Version=\"" + version + "\";local=cu128");
  }

  /** A fix for one runtime; {@code more} are names and values of other headers. */
  static InputStream fix(String name, String runtime, String... more) throws IOException {
    String[] headers = new String[more.length + 4];
    headers[0] = Constants.PROVIDE_CAPABILITY;
    headers[1] = "graft.fix;graft.fix=" + name
        + ";stage=memory-plan;runtime=\"" + runtime + "\";defect=\"a buffer is lost\";upstream=\"PR 1\"";
    headers[2] = Constants.REQUIRE_CAPABILITY;
    headers[3] = "graft.runtime;filter:=\"(version=" + runtime + ")\"";
    System.arraycopy(more, 0, headers, 4, more.length);
    return named("patch." + name, headers);
  }

  private static InputStream named(String symbolicName, String... headers) throws IOException {
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    attributes.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
    attributes.putValue(Constants.BUNDLE_VERSION, "1.0.0");
    for (int i = 0; i < headers.length; i += 2) {
      attributes.putValue(headers[i], headers[i + 1]);
    }
    var bytes = new ByteArrayOutputStream();
    new JarOutputStream(bytes, manifest).close();
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
