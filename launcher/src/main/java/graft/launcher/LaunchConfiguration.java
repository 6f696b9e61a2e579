package graft.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * What a framework is started with: bundles in the order they are installed, and framework properties.
 *
 * <p>It is read from what bnd exported from a {@code *.bndrun} file: a folder with {@code launcher.properties}, whose
 * {@code launch.bundles} are relative to it and whose other keys without {@code launch.} are the {@code -runproperties}.
 */
record LaunchConfiguration(Path directory, List<Path> bundles, Map<String, String> properties) {

  /** The framework property that names bundles only the shell needs, by the start of their file names. */
  static final String SHELL = "graft.shell.bundles";

  LaunchConfiguration {
    bundles = List.copyOf(bundles);
    properties = Map.copyOf(properties);
  }

  static LaunchConfiguration read(Path directory) throws IOException {
    var file = new Properties();
    try (Reader reader = Files.newBufferedReader(directory.resolve("launcher.properties"))) {
      file.load(reader);
    }
    var bundles = new ArrayList<Path>();
    for (String bundle : file.getProperty("launch.bundles", "").split(",", -1)) {
      bundles.add(directory.resolve(bundle.strip()).normalize());
    }
    var properties = new HashMap<String, String>();
    for (String key : file.stringPropertyNames()) {
      if (!key.startsWith("launch.")) {
        properties.put(key, file.getProperty(key));
      }
    }
    return new LaunchConfiguration(directory, bundles, properties);
  }

  LaunchConfiguration with(Map<String, String> more) {
    var all = new HashMap<>(properties);
    all.putAll(more);
    return new LaunchConfiguration(directory, bundles, all);
  }

  /**
   * Leaves bundles out.
   *
   * @param names short names of fixes ({@code memoryplan}) or folders ({@code kernel.sample})
   * @throws UsageException if a name is none of the configuration's
   */
  LaunchConfiguration without(Set<String> names) {
    var left = new ArrayList<>(bundles);
    var unknown = new HashSet<>(names);
    for (String name : names) {
      if (left.removeIf(bundle -> isOurs(bundle, "patch." + name) || isOurs(bundle, name))) {
        unknown.remove(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw new UsageException("--without: no bundle of this launch is called " + String.join(", ", unknown));
    }
    return new LaunchConfiguration(directory, left, properties);
  }

  /** Whether a bundle is of no use without the shell. */
  boolean isForShell(Path bundle) {
    String name = bundle.getFileName().toString();
    for (String start : properties.getOrDefault(SHELL, "").split(",", -1)) {
      if (!start.isBlank() && name.startsWith(start.strip())) {
        return true;
      }
    }
    return false;
  }

  /** Leaves out the contracts, which {@code shared} brings, and lets the framework export those. */
  LaunchConfiguration sharing(SharedContracts shared) {
    var left = new ArrayList<>(bundles);
    left.removeIf(bundle -> isOurs(bundle, SharedContracts.FOLDER));
    return new LaunchConfiguration(directory, left, properties).with(shared.properties(properties));
  }

  private static boolean isOurs(Path bundle, String folder) {
    return bundle.getFileName().toString().startsWith("graft." + folder + "-");
  }
}
