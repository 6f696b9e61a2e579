package graft.compiler.itest.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What tests may do. Their sources are read, not their classes: some modules are built after this one. */
class TestRulesTests {

  /** Calls of, and references to, what {@code Thread}, {@code TimeUnit} and {@code LockSupport} have for it. */
  private static final Pattern SLEEP =
      Pattern.compile("\\b(sleep|parkNanos|parkUntil)\\s*\\(|::\\s*(sleep|parkNanos|parkUntil)\\b");

  @Test
  void none_sleeps() throws IOException {
    List<Path> tests = tests();
    assertThat(tests).as("Sources of tests").isNotEmpty();
    var found = new TreeSet<String>();
    for (Path test : tests) {
      Files.readString(test).lines().filter(SLEEP.asPredicate())
          .forEach(line -> found.add(test.getFileName() + ": " + line.strip()));
    }
    assertThat(found)
        .as("Tests that sleep. They take as long on every machine, and fail on one that is slower: await the "
            + "condition with Awaitility, or let a latch tell")
        .isEmpty();
  }

  /** Those of each module, and those that run inside the framework. */
  private static List<Path> tests() throws IOException {
    var sources = new ArrayList<Path>();
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."), Files::isDirectory)) {
      for (Path module : modules) {
        sources.addAll(javaBelow(module.resolve("src/test/java")));
      }
    }
    sources.addAll(javaBelow(Path.of("src/main/java")));
    return sources;
  }

  private static List<Path> javaBelow(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
