package graft.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

class LaunchTests {

  @TempDir
  private Path folder;

  private final Launch launch = new Launch();

  @Test
  void that_is_ended_meanwhile_starts_no_more_bundles_and_leaves_nothing() throws Exception {
    var asked = new ArrayList<Path>();
    var end = new FutureTask<Void>(() -> {
      launch.end();
      return null;
    });
    var ending = new Thread(end);
    Graft graft = launch.start(configuration("first", "second"), bundle -> {
      asked.add(bundle);
      ending.start();
      await().until(() -> ending.getState() == Thread.State.TIMED_WAITING);
      return true;
    });
    end.get();
    assertThat(asked).containsExactly(folder.resolve("first.jar"));
    assertThat(graft.framework().getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(left()).isEmpty();
  }

  @Test
  void that_fails_leaves_nothing_and_may_be_ended() throws Exception {
    LaunchConfiguration configuration = configuration("first");
    Files.delete(folder.resolve("first.jar"));
    assertThatThrownBy(() -> launch.start(configuration, _ -> true)).isInstanceOf(BundleException.class);
    launch.end();
    assertThat(left()).isEmpty();
  }

  private LaunchConfiguration configuration(String... names) throws IOException {
    var bundles = new ArrayList<Path>();
    for (String name : names) {
      var manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
      manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, name);
      Path jar = folder.resolve(name + ".jar");
      try (OutputStream out = Files.newOutputStream(jar)) {
        new JarOutputStream(out, manifest).close();
      }
      bundles.add(jar);
    }
    return new LaunchConfiguration(folder, bundles, Map.of());
  }

  /** The folders of this process, which runs one test at a time. */
  private static List<Path> left() throws IOException {
    String ours = "graft-" + ProcessHandle.current().pid() + "-";
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith(ours)).toList();
    }
  }
}
