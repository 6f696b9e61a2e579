package graft.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where libraries lie as files, all in one folder, since they find each other there. The folder is named by their content and
 * filled once; launches after that one find it. It appears complete or not at all, whoever else fills it at the same time.
 */
final class NativeFolder {

  private NativeFolder() {}

  /**
   * The folder of libraries, filled where it is not there.
   *
   * @param caches the folder in which such folders lie
   * @param libraries by path, {@code DIGEST/NAME}: the digest of the content names it
   */
  static Path of(Path caches, SequencedMap<String, URL> libraries) throws IOException {
    Path folder = caches.resolve(name(libraries));
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(caches);
    Path fresh = Files.createTempDirectory(caches, "fresh");
    try {
      for (var library : libraries.entrySet()) {
        try (InputStream content = library.getValue().openStream()) {
          Files.copy(content, fresh.resolve(library.getKey().replaceFirst(".*/", "")));
        }
      }
      moveUnlessThere(fresh, folder);
    } finally {
      delete(fresh);
    }
    return folder;
  }

  private static void moveUnlessThere(Path fresh, Path folder) throws IOException {
    try {
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      // A folder that is not empty is not replaced: somebody else was faster.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static String name(SequencedMap<String, URL> libraries) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new TreeMap<>(libraries).keySet().forEach(path -> digest.update((path + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
