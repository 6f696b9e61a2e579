package graft.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The temporary folder of one framework, which goes with it. If nobody could remove it, because the process was killed, the
 * next launch does: whoever lives holds a lock in its folder.
 */
final class Storage implements AutoCloseable {

  private static final String PREFIX = "graft-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "\\d+-\\d+");
  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel lock;

  private Storage(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Makes one below {@code parent}, where it removes what was left behind. */
  static Storage below(Path parent) throws IOException {
    String ours = PREFIX + ProcessHandle.current().pid() + "-";
    // As Files.createTempDirectory does, whose random numbers take a launch longer than all else here.
    Path folder = Files.createDirectory(
        parent.resolve(ours + Long.toUnsignedString(System.nanoTime())), privately(parent.getFileSystem()));
    // Nobody sees the lock before it is held.
    Path fresh = folder.resolve("fresh");
    FileChannel lock = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock.lock();
    Files.move(fresh, folder.resolve(LOCK));
    removeStale(parent, ours, Files.getOwner(folder));
    return new Storage(folder, lock);
  }

  /** Where the framework stores what it likes. */
  Path framework() {
    return folder.resolve("framework");
  }

  @Override
  public void close() throws IOException {
    lock.close();
    remove(folder);
  }

  private static FileAttribute<?>[] privately(FileSystem files) {
    return files.supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
        : new FileAttribute<?>[0];
  }

  /** Looks at no folder of this process: to open a file and close it would release the lock that the process has on it. */
  private static void removeStale(Path parent, String ours, UserPrincipal owner) {
    try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path other : others) {
        String name = other.getFileName().toString();
        if (NAME.matcher(name).matches() && !name.startsWith(ours)) {
          removeIfStale(other, owner);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // what was left behind is no reason not to launch
    }
  }

  private static void removeIfStale(Path folder, UserPrincipal owner) {
    try {
      Path lock = folder.resolve(LOCK);
      if (Files.exists(lock) && Files.getOwner(folder).equals(owner)) {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
            FileLock free = channel.tryLock()) {
          if (free != null) {
            remove(folder);
          }
        }
      }
    } catch (IOException e) {
      // another launch is removing it
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> stored;
    try (Stream<Path> files = Files.walk(folder)) {
      stored = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : stored) {
      Files.deleteIfExists(file);
    }
  }
}
