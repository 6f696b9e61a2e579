package graft.compiler.itest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Changes an archive at random: cuts it, flips bytes anywhere or in its directory, exchanges tokens of its JSON for others or
 * for large numbers, and cuts or extends its weights. What is changed inside gets its right checksum, so that it is read.
 */
final class ArchiveMutation {

  private static final int DIRECTORY = 2000;
  private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|-?[0-9.]+|true|false|null|\\{\\}|\\[\\]");
  /** What an operator is told, or the size of a tensor: its exchange leaves the archive well formed. */
  private static final Pattern VALUE =
      Pattern.compile("(?<=\"as_(int|float|name)\": )[^}\\]]+|(?<=\"name\": )\"[^\"]*\"");
  private static final List<String> NUMBERS =
      List.of("0", "1", "-1", "2", "3", "64", "1000000", "2147483648", "9223372036854775807", "-9223372036854775808");

  private final Random random;

  ArchiveMutation(Random random) {
    this.random = random;
  }

  byte[] of(Path archive) throws IOException {
    return switch (random.nextInt(10)) {
      case 0 -> cut(Files.readAllBytes(archive));
      case 1 -> flipped(Files.readAllBytes(archive));
      default -> edited(archive);
    };
  }

  private byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }

  private byte[] flipped(byte[] bytes) {
    for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
      int at = random.nextBoolean()
          ? random.nextInt(bytes.length)
          : bytes.length - 1 - random.nextInt(Math.min(DIRECTORY, bytes.length));
      bytes[at] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private byte[] edited(Path archive) throws IOException {
    Map<String, byte[]> entries = entries(archive);
    List<String> documents = entries.keySet().stream().filter(name -> name.endsWith(".json")).toList();
    if (random.nextInt(8) == 0) {
      String name = List.copyOf(entries.keySet()).get(random.nextInt(entries.size()));
      byte[] content = content(entries, name);
      entries.put(name, Arrays.copyOf(content, random.nextInt(content.length + 65)));
    } else if (random.nextInt(20) == 0) {
      String name = List.copyOf(entries.keySet()).get(random.nextInt(entries.size()));
      entries.put("../" + name, content(entries, name));
    } else {
      // The model is where a change goes furthest.
      String name = documents.stream().filter(document -> document.contains("/models/")).findFirst().orElseThrow();
      if (random.nextInt(6) == 0) {
        name = documents.get(random.nextInt(documents.size()));
      }
      String text = new String(content(entries, name), StandardCharsets.UTF_8);
      for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
        text = exchanged(text);
      }
      entries.put(name, text.getBytes(StandardCharsets.UTF_8));
    }
    return stored(entries);
  }

  private String exchanged(String text) {
    Pattern pattern = random.nextInt(3) == 0 ? TOKEN : VALUE;
    List<MatchResult> tokens = pattern.matcher(text).results().toList();
    if (tokens.isEmpty()) {
      return text;
    }
    MatchResult replaced = tokens.get(random.nextInt(tokens.size()));
    String other = random.nextInt(3) == 0
        ? NUMBERS.get(random.nextInt(NUMBERS.size()))
        : similar(tokens, replaced.group());
    return text.substring(0, replaced.start()) + other + text.substring(replaced.end());
  }

  /** A token of the same kind, mostly: a name for a name, a number for a number. */
  private String similar(List<MatchResult> tokens, String token) {
    String other = token;
    for (int tries = 0; tries < 20; tries++) {
      other = tokens.get(random.nextInt(tokens.size())).group();
      boolean isSimilar = other.startsWith("\"") == token.startsWith("\"");
      if (!other.equals(token) && (isSimilar || random.nextInt(10) == 0)) {
        break;
      }
    }
    return other;
  }

  private static byte[] content(Map<String, byte[]> entries, String name) {
    byte[] content = entries.get(name);
    return content == null ? new byte[0] : content;
  }

  private static Map<String, byte[]> entries(Path archive) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (var zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        try (var content = zip.getInputStream(entry)) {
          entries.put(entry.getName(), content.readAllBytes());
        }
      }
    }
    return entries;
  }

  private static byte[] stored(Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> one : entries.entrySet()) {
        var crc = new CRC32();
        crc.update(one.getValue());
        var entry = new ZipEntry(one.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(one.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(one.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
