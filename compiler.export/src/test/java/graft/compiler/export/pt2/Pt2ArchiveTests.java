package graft.compiler.export.pt2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.api.tensor.TensorComparison;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The zip file around a model: every way to write it, and every way to get it wrong. */
class Pt2ArchiveTests {

  private static final int CENTRAL = 0x02014b50;

  @TempDir
  private Path folder;

  private SequencedMap<String, byte[]> entries = new LinkedHashMap<>();

  @BeforeEach
  void readEntries() throws IOException {
    // The sample inputs are a zip file too, whose records would be found among the archive's.
    entries = EditableArchive.of("zoo/mlp.pt2").remove("data/sample_inputs/model.pt").entries();
  }

  @Nested
  class Ways {

    @Test
    void storedAndAlignedWeightsAreMapped() throws IOException {
      assertThat(assertSameModel(ZipWriter.stored(entries)).state().values())
          .allMatch(tensor -> tensor.data().isMapped() && tensor.data().isReadOnly());
    }

    @Test
    void weightsThatAreNotAlignedAreCopied() throws IOException {
      assertThat(assertSameModel(ZipWriter.unaligned(entries)).state().values())
          .allMatch(tensor -> tensor.data().address() % tensor.type().bytes() == 0)
          .anyMatch(tensor -> !tensor.data().isMapped()).allMatch(tensor -> tensor.data().isReadOnly());
    }

    @Test
    void compressedEntriesAreExpanded() throws IOException {
      assertThat(assertSameModel(ZipWriter.deflated(entries)).state().values())
          .noneMatch(tensor -> tensor.data().isMapped()).allMatch(tensor -> tensor.data().isReadOnly());
    }

    @Test
    void sizesAndPositionsMayHave64Bits() throws IOException {
      assertSameModel(ZipWriter.zip64(entries));
    }

    @Test
    void theArchiveMayEndWithAComment() throws IOException {
      byte[] zip = ZipWriter.stored(entries);
      byte[] comment = "PK\005\006 looks like an end, but is a comment".getBytes(StandardCharsets.US_ASCII);
      ByteBuffer commented =
          ByteBuffer.allocate(zip.length + comment.length).order(ByteOrder.LITTLE_ENDIAN).put(zip).put(comment);

      assertSameModel(commented.putShort(zip.length - 2, (short) comment.length).array());
    }

    @Test
    void foldersMayHaveEntries() throws IOException {
      entries.putFirst("mlp/", new byte[0]);

      assertSameModel(ZipWriter.stored(entries));
    }

    private ExportedModel assertSameModel(byte[] zip) throws IOException {
      ExportedModel expected = Pt2ModelReaderTests.read("zoo/mlp.pt2");
      ExportedModel model = new Pt2ModelReader().read(Files.write(folder.resolve("same.pt2"), zip));

      assertThat(model.graph()).isEqualTo(expected.graph());
      assertThat(model.state().keySet()).containsExactlyElementsOf(expected.state().keySet());
      for (Map.Entry<String, Tensor> entry : expected.state().entrySet()) {
        assertThat(TensorComparison.of(entry.getValue(), model.tensor(entry.getKey())).agrees()).isTrue();
      }
      return model;
    }
  }

  @Nested
  class Directories {

    @Test
    void ofWhatIsNoArchiveAreRefused() throws IOException {
      assertRefused(new byte[0], "is no zip archive, or truncated: it has no end record");
      assertRefused("{\"not\": \"a zip\"}".repeat(10).getBytes(StandardCharsets.UTF_8), "is no zip archive");
      assertRefused(ZipWriter.stored(Map.of()), "is an empty archive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "mlp/../../evil", "/etc/evil", "mlp\\..\\evil", "C:/evil", "mlp/.."})
    void withNamesThatLeaveTheArchiveAreRefused(String name) throws IOException {
      entries.put(name, new byte[0]);

      assertRefused(ZipWriter.stored(entries), "zip directory: the name `" + name + "` leaves the archive");
    }

    @Test
    void withTwoEntriesOfOneNameAreRefused() throws IOException {
      assertRefused(ZipWriter.twice("mlp/models/model.json", entries),
          "zip directory: two entries are named `mlp/models/model.json`");
    }

    @Test
    void beyondTheFileAreRefused() throws IOException {
      byte[] zip = ZipWriter.stored(entries);

      assertRefused(patch(zip, zip.length - 6, Integer.MAX_VALUE), "leave the file of " + zip.length + " bytes");
      assertRefused(patch(zip, zip.length - 10, Integer.MAX_VALUE), "leave the file of " + zip.length + " bytes");
    }

    @Test
    void withAnotherNumberOfEntriesAreRefused() throws IOException {
      byte[] zip = ZipWriter.stored(entries);

      assertRefused(patch(zip, zip.length - 14, 0x00020002), "the directory has 14 entries, expected 2");
    }

    @Test
    void withNamesThatAreNoTextAreRefused() throws IOException {
      byte[] zip = ZipWriter.stored(entries);

      assertRefused(patch(zip, central(zip, 0) + 46, 0xffffffff), "is no UTF-8");
    }

    @Test
    void withDamagedZip64RecordsAreRefused() throws IOException {
      byte[] zip = ZipWriter.zip64(entries);

      assertRefused(patch(zip, zip.length - 34, -5), "the Zip64 end record is not where its locator says");
      assertRefused(patch(zip, zip.length - 98, 0), "the Zip64 end record is not where its locator says");
      assertRefused(patch(zip, central(zip, 0) + 46 + "mlp/data/weights/weight_0".length() + 2, 4),
          "mlp/data/weights/weight_0: its Zip64 field is too short");
    }
  }

  @Nested
  class Entries {

    private final String model = "mlp/models/model.json: ";

    @Test
    void beyondTheFileAreRefused() throws IOException {
      byte[] zip = ZipWriter.stored(entries);

      assertRefused(patch(patch(zip, model(zip) + 20, 1 << 26), model(zip) + 24, 1 << 26),
          model + "its 67108864 bytes at");
      assertRefused(patch(zip, model(zip) + 42, 1 << 30), model + "has no local header at byte 1073741824");
      assertRefused(patch(zip, model(zip) + 42, 77), model + "has no local header at byte 77");
    }

    @Test
    void whoseHeadersDisagreeAreRefused() throws IOException {
      byte[] zip = ZipWriter.stored(entries);
      int local = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(model(zip) + 42);

      assertRefused(patch(zip, local + 30, 0x41414141), model + "its local header bears another name");
      assertRefused(patch(zip, model(zip) + 20, 1), model + "is stored with 1 bytes, but has 7680");
    }

    @Test
    void thatAreDamagedAreRefused() throws IOException {
      byte[] stored = ZipWriter.stored(entries);
      assertRefused(patch(stored, 100, 0x41414141), "mlp/data/weights/weight_0: is damaged: its CRC-32 is ");

      byte[] deflated = ZipWriter.deflated(entries);
      assertRefused(patch(deflated, 30 + "mlp/data/weights/weight_0".length(), -1), "mlp/data/weights/weight_0: ");
    }

    @Test
    void thatAreEncryptedOrPackedOtherwiseAreRefused() throws IOException {
      byte[] zip = ZipWriter.stored(entries);

      assertRefused(patch(zip, model(zip) + 8, 1), model + "is encrypted");
      assertRefused(patch(zip, model(zip) + 8, 93 << 16), model + "compression method 93 is not known");
    }

    @Test
    void thatExpandToMoreThanTheySayAreRefused() throws IOException {
      byte[] zip = ZipWriter.deflated(entries);

      assertRefused(patch(zip, model(zip) + 24, 7000), model + "does not expand to the 7000 bytes");
      assertRefused(patch(zip, model(zip) + 24, 8000), model + "does not expand to the 8000 bytes");
    }

    @Test
    void thatExpandWithoutMeasureAreRefusedUnread() throws IOException {
      byte[] zip = ZipWriter.deflated(entries);
      int first = central(zip, 0);

      assertRefused(patch(zip, first + 24, 1 << 29), "mlp/data/weights/weight_0: cannot expand from ");
      assertRefused(patch(zip, first + 24, Integer.MAX_VALUE),
          "mlp/data/weights/weight_0: with it more than 1073741824 bytes are compressed; store them");
      assertRefused(patch(patch(zip, first + 24, 1 << 30), central(zip, 1) + 24, 1),
          "mlp/data/weights/weight_1: with it more than 1073741824 bytes are compressed; store them");
      assertRefused(patch(zip, model(zip) + 24, 1 << 29),
          "models/model.json: 536870912 bytes, at most 134217728 are read");
    }

    private int model(byte[] zip) {
      return central(zip, entries.keySet().stream().toList().indexOf("mlp/models/model.json"));
    }
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] zip = ZipWriter.stored(entries);
    for (int length = 0; length < zip.length; length += length < zip.length - 400 ? 173 : 1) {
      assertRefused(Arrays.copyOf(zip, length), "");
    }
  }

  @Test
  void missingFilesAndFoldersAreRefused() {
    assertThatThrownBy(() -> new Pt2ModelReader().read(folder.resolve("missing.pt2")))
        .isInstanceOf(InvalidFileException.class).hasMessageEndingWith("missing.pt2: does not exist");
    assertThatThrownBy(() -> new Pt2ModelReader().read(folder)).isInstanceOf(InvalidFileException.class)
        .hasMessageEndingWith("is a folder, expected a file");
  }

  /** Where the directory describes an entry. */
  private static int central(byte[] zip, int entry) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int rest = entry;
    for (int at = 0;; at++) {
      if (bytes.getInt(at) == CENTRAL && rest-- == 0) {
        return at;
      }
    }
  }

  private static byte[] patch(byte[] zip, int at, int value) {
    return ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value).array();
  }

  private void assertRefused(byte[] zip, String problem) throws IOException {
    Path file = Files.write(folder.resolve("bad.pt2"), zip);
    assertThatThrownBy(() -> new Pt2ModelReader().read(file)).isInstanceOf(InvalidFileException.class)
        .hasMessageStartingWith(file + ": ").hasMessageContaining(problem).message().doesNotContain("\n");
  }
}
