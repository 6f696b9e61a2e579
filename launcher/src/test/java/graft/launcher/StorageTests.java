package graft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTests {

  @TempDir
  private Path parent;

  @Test
  void goes_with_all_that_was_stored() throws IOException {
    try (Storage storage = Storage.below(parent)) {
      assertThat(Files.getPosixFilePermissions(storage.framework().getParent()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      Files.createDirectories(storage.framework().resolve("bundle1/version0.0"));
      Files.writeString(storage.framework().resolve("bundle1/bundle.info"), "1");
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void left_behind_by_a_process_that_is_gone_is_removed() throws IOException {
    Path left = Files.createDirectories(parent.resolve("graft-1-17/framework/bundle0"));
    Files.createFile(parent.resolve("graft-1-17/lock"));
    Storage.below(parent).close();
    assertThat(left).doesNotExist();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void of_a_process_that_lives_is_kept() throws Exception {
    Path own = Files.createDirectories(parent.resolve("graft-" + ProcessHandle.current().pid() + "-17"));
    Files.createFile(own.resolve("lock"));
    Path unlocked = Files.createDirectories(parent.resolve("graft-1-17"));
    Path other = Files.createDirectories(parent.resolve("graft-0.1.0"));
    Files.createFile(other.resolve("lock"));
    Storage.below(parent).close();
    assertThat(List.of(own, unlocked, other)).allSatisfy(folder -> assertThat(folder).isDirectory());
  }

  @Test
  void of_another_process_is_kept_while_it_lives() throws Exception {
    Process holder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), Holder.class.getName(), parent.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      Path held = Path.of(holder.inputReader().readLine());
      Storage.below(parent).close();
      assertThat(held).isDirectory();
      holder.destroyForcibly().waitFor();
      assertThat(held).isDirectory();
      Storage.below(parent).close();
      assertThat(held).doesNotExist();
    } finally {
      holder.destroyForcibly();
    }
  }

  /** A process that has a folder until it is killed. */
  static final class Holder {

    private Holder() {}

    /** The argument: where. */
    public static void main(String[] args) throws IOException {
      Storage storage = Storage.below(Path.of(args[0]));
      System.out.println(storage.framework().getParent());
      System.in.read();
      storage.close();
    }
  }
}
