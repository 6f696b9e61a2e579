package graft.compiler.export.schedule;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no JSON, no gzip, nothing at all, or too much of it. */
class BadFileTests {

  private static final Path STORED = StoredScheduleReaderTests.SCHEDULES.resolve("llama_tiny_split.fixed.json.gz");

  @TempDir
  private Path folder;

  private void assertRefused(Path file, String problem) {
    assertRefused(new StoredScheduleReader(), file, problem);
  }

  private void assertRefused(StoredScheduleReader reader, Path file, String problem) {
    assertThatThrownBy(() -> reader.read(file))
        .isInstanceOf(InvalidFileException.class)
        .hasMessage(file + ": " + problem);
  }

  private Path text(String text) throws IOException {
    return Files.writeString(folder.resolve("bad.json"), text);
  }

  @Test
  void noFile() {
    assertRefused(folder.resolve("none.json"), "does not exist");
    assertRefused(folder, "cannot be read: Is a directory");
  }

  @Test
  void nothingInIt() throws IOException {
    assertRefused(text(""), "is empty; expected a JSON object");
    assertRefused(text(" \n"), "is empty; expected a JSON object");
  }

  @Test
  void noObject() throws IOException {
    assertRefused(text("[]"), "expected an object, found an array");
    assertRefused(text("{}"), "field `format` is missing");
    assertRefused(text(SmallSchedule.JSON + "{}"), "expected the end of the file, found an object");
  }

  @Test
  void noJson() throws IOException {
    assertRefused(text("schedule"), "is not JSON at line 1, column 9: Unrecognized token 'schedule': "
        + "was expecting (JSON String, Number, Array, Object…");
    assertRefused(text("{\"schedule\": {\"nodes\": [{\"name\": op1}]}}"), "schedule.nodes[0].name: "
        + "is not JSON at line 1, column 38: Unrecognized token 'op1': was expecting (JSON String, Number, Array, Object or t…");
    assertRefused(Files.write(folder.resolve("bad.json"), new byte[]{'{', '"', (byte) 0xff, '"'}),
        "is not JSON at line 1, column 5: Invalid UTF-8 start byte 0xff");
  }

  @Test
  void truncatedJson() throws IOException {
    assertRefused(text(SmallSchedule.JSON.substring(0, SmallSchedule.JSON.indexOf("\"ExternKernelOut\""))),
        "schedule.nodes[0].operation: ends in the middle of the JSON");
    assertRefused(text("{\"case\": \"sm"), "case: ends in the middle of the JSON");
    assertRefused(text("{\"other\": [1, "), "other[1]: ends in the middle of the JSON");
  }

  @Test
  void truncatedGzip() throws IOException {
    byte[] bytes = Files.readAllBytes(STORED);
    Path file = folder.resolve("bad.json.gz");

    assertRefused(Files.write(file, Arrays.copyOf(bytes, 5)), "ends in the middle of the compressed data");
    assertRefused(Files.write(file, Arrays.copyOf(bytes, bytes.length / 2)),
        "schedule.inputs.arg4_1.storageElements: ends in the middle of the compressed data");
    assertRefused(Files.write(file, Arrays.copyOf(bytes, bytes.length - 4)),
        "ends in the middle of the compressed data");
  }

  @Test
  void garbledGzip() throws IOException {
    byte[] bytes = Files.readAllBytes(STORED);
    Path file = folder.resolve("bad.json.gz");

    bytes[bytes.length - 8] ^= 1;
    assertRefused(Files.write(file, bytes), "is damaged: Corrupt GZIP trailer");
    bytes[2] = 0;
    assertRefused(Files.write(file, bytes), "is damaged: Unsupported compression method");
  }

  @Test
  void deepNesting() throws IOException {
    String problem = ": Document nesting depth exceeds the maximum allowed (64)";

    assertRefused(text("{\"other\":" + "[".repeat(100_000)), "other" + "[0]".repeat(25) + "…" + problem);
    assertRefused(text("{\"wrappers\":[{\"before\":[{\"other\":" + "[".repeat(100_000)),
        "wrappers[0].before[0].other" + "[0]".repeat(17) + "[0…" + problem);
    assertRefused(text("{\"schedule\":{\"nodes\":[" + "{\"nodes\":[".repeat(100_000)),
        "schedule" + ".nodes[0]".repeat(8) + "…" + problem);
  }

  @Test
  void longStringsNamesAndNumbers() throws IOException {
    assertRefused(text("{\"case\":\"" + "x".repeat(2_000_000) + "\"}"),
        "case: String value length exceeds the maximum allowed (1048576)");
    assertRefused(text("{\"" + "x".repeat(2_000_000) + "\":1}"), "Name length exceeds the maximum allowed (1048576)");
    assertRefused(text("{\"formatVersion\":" + "1".repeat(10_000) + "}"),
        "formatVersion: Number value length exceeds the maximum allowed (100)");
  }

  @Test
  void moreThanTheHeapHolds() throws IOException {
    var reader = new StoredScheduleReader(Long.MAX_VALUE, 16 << 20);
    String problem = ": what is read to here needs more memory than it may take, 16 MiB";

    assertRefused(reader, repeated("{\"schedule\":{\"outputs\":[", "\"a\",", 10_000_000),
        "schedule.outputs[524275]" + problem);
    assertRefused(reader, repeated("{\"schedule\":{\"buffers\":{\"a\":{\"size\":[", "1,", 10_000_000),
        "schedule.buffers.a.size[524269]" + problem);
    assertRefused(reader, repeated("{\"wrappers\":[{\"before\":[", "{\"line\":\"null\"},", 2_000_000),
        "wrappers[0].before[524274]" + problem);
    assertRefused(reader, repeated("{\"wrappers\":[{\"before\":[{\"other\":[", "1,", 10_000_000),
        "wrappers[0].before[0].other[524278]" + problem);
  }

  @Test
  void moreThanTheLimitOfJson() throws IOException {
    assertRefused(new StoredScheduleReader(100 << 20, 16 << 20), repeated("{\"other\":[", "0,", 100_000_000),
        "other[52430542]: Document length exceeds the maximum allowed (104857600)");
  }

  private Path repeated(String start, String repeated, int times) throws IOException {
    Path file = folder.resolve("bomb.json.gz");
    byte[] chunk = repeated.repeat(1000).getBytes(StandardCharsets.UTF_8);
    try (OutputStream bytes = new GZIPOutputStream(Files.newOutputStream(file))) {
      bytes.write(start.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < times / 1000; i++) {
        bytes.write(chunk);
      }
    }
    return file;
  }
}
