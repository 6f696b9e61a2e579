package graft.compiler.itest.house;

import aQute.bnd.header.OSGiHeader;
import aQute.bnd.header.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One of our built bundles: its folder, its jar, its manifest and its own classes by internal name. */
record OurBundle(String folder, Path jar, Manifest manifest, Map<String, ClassModel> classes) {

  static final String API = "compiler.api";

  /** No bundles in the framework, or none that we write by hand. */
  private static final Set<String> OTHERS =
      Set.of("launcher", "compiler.itest", "compiler.bench", "compiler.core-2.9.1");

  /** Classes of libraries that bundles carry. */
  private static final Pattern LIBRARIES =
      Pattern.compile("(org/ejml|pabeles/concurrency|org/apache/commons/numbers)/.*");

  /** All bundles that a launch may contain and that have code of their own. */
  static List<OurBundle> all() {
    var bundles = new ArrayList<OurBundle>();
    try (DirectoryStream<Path> poms =
        Files.newDirectoryStream(Path.of(".."), path -> Files.exists(path.resolve("bnd.bnd"))
            || Files.isDirectory(path.resolve("src/main/java")))) {
      for (Path folder : poms) {
        if (!OTHERS.contains(folder.getFileName().toString())) {
          bundles.add(of(folder.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bundles;
  }

  static OurBundle of(String folder) {
    Path target = Path.of("..", folder, "target");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "graft." + folder + "-*.jar")) {
      return read(folder, jars.iterator().next());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OurBundle read(String folder, Path path) throws IOException {
    var classes = new TreeMap<String, ClassModel>();
    try (var jar = new JarFile(path.toFile())) {
      for (var entry : jar.stream().filter(OurBundle::isOwnClass).toList()) {
        try (InputStream content = jar.getInputStream(entry)) {
          ClassModel model = ClassFile.of().parse(content.readAllBytes());
          classes.put(model.thisClass().asInternalName(), model);
        }
      }
      return new OurBundle(folder, path, jar.getManifest(), classes);
    }
  }

  private static boolean isOwnClass(JarEntry entry) {
    return entry.getName().endsWith(".class") && !LIBRARIES.matcher(entry.getName()).matches();
  }

  Parameters header(String name) {
    return OSGiHeader.parseHeader(manifest.getMainAttributes().getValue(name));
  }

  Parameters exports() {
    return header("Export-Package");
  }

  Set<String> imports() {
    return header("Import-Package").keySet();
  }

  /** Packages that have a class, the package's own description included. */
  Set<String> packages() {
    return classes.keySet().stream().map(OurBundle::packageOf).collect(Collectors.toSet());
  }

  static String packageOf(String internalName) {
    return internalName.substring(0, Math.max(internalName.lastIndexOf('/'), 0)).replace('/', '.');
  }

  @Override
  public String toString() {
    return folder;
  }
}
