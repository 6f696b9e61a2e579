package graft.compiler.export.safetensors;

import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.export.source.JsonDocument;
import graft.compiler.export.source.JsonElement;
import graft.compiler.export.source.MappedFile;
import graft.compiler.export.source.Quotation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Maps one file. The tensors must cover the bytes after the header exactly, as the format demands. */
final class SafetensorsReader {

  private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final String METADATA = "__metadata__";
  private static final long LONGEST_HEADER = 100_000_000;

  private final MemorySegment data;
  private final Arena arena;

  private SafetensorsReader(MemorySegment data, Arena arena) {
    this.data = data;
    this.arena = arena;
  }

  static SequencedMap<String, Tensor> read(Path path, Arena arena) {
    MappedFile file = MappedFile.map(path, arena);
    MemorySegment bytes = file.bytes();
    if (bytes.byteSize() < Long.BYTES) {
      throw file.problem("", "is no safetensors file: it has only " + bytes.byteSize() + " bytes");
    }
    long length = bytes.get(LENGTH, 0);
    long most = Math.min(LONGEST_HEADER, bytes.byteSize() - Long.BYTES);
    if (length < 0 || length > most) {
      throw file.problem("", "is no safetensors file, or truncated: its header has " + Long.toUnsignedString(length)
          + " bytes, expected at most " + most);
    }
    byte[] header = bytes.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
    JsonElement tensors = JsonDocument.parse(file, "header", header);
    return new SafetensorsReader(bytes.asSlice(Long.BYTES + length), arena).tensors(tensors);
  }

  private SequencedMap<String, Tensor> tensors(JsonElement header) {
    var places = new ArrayList<Place>();
    header.fields().forEach((name, element) -> {
      if (!name.equals(METADATA)) {
        places.add(place(element));
      }
    });
    expectCover(header, places);
    var tensors = new LinkedHashMap<String, Tensor>();
    places.forEach(place -> tensors.put(place.element().key(), place.tensor()));
    return tensors;
  }

  private record Place(JsonElement element, Tensor tensor, long begin, long end) {}

  private Place place(JsonElement element) {
    JsonElement name = element.field("dtype");
    DataType type = TypeNames.type(name.text())
        .orElseThrow(() -> name.problem("element type " + Quotation.quote(name.text()) + " is not supported"));
    long[] shape = extents(element.field("shape"));
    JsonElement offsets = element.field("data_offsets");
    long[] range = extents(offsets);
    if (range.length != 2 || range[0] > range[1] || range[1] > data.byteSize()) {
      throw offsets.problem("expected a begin and an end, at most " + data.byteSize());
    }
    long bytes = range[1] - range[0];
    try {
      Tensor tensor = Tensor.of(type, shape, aligned(data.asSlice(range[0], bytes), type.bytes()));
      if (tensor.elements() * type.bytes() == bytes) {
        return new Place(element, tensor, range[0], range[1]);
      }
    } catch (IllegalArgumentException | ArithmeticException _) {
      // Too large for its bytes: the same problem as too small.
    }
    throw element.problem("its " + bytes + " bytes do not fit its type and shape");
  }

  private static long[] extents(JsonElement array) {
    return array.elements().stream().mapToLong(element -> {
      if (element.integer() < 0) {
        throw element.problem("expected at least 0, found " + element.integer());
      }
      return element.integer();
    }).toArray();
  }

  private void expectCover(JsonElement header, List<Place> places) {
    long end = 0;
    for (Place place : places.stream().sorted(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end))
        .toList()) {
      if (place.begin() != end) {
        throw place.element().problem((place.begin() < end ? "overlaps" : "leaves a gap after")
            + " the tensor before it: begins at " + place.begin() + ", expected " + end);
      }
      end = place.end();
    }
    if (end != data.byteSize()) {
      throw header.problem("the tensors take " + end + " bytes, the file holds " + data.byteSize());
    }
  }

  private MemorySegment aligned(MemorySegment bytes, int width) {
    return bytes.address() % width == 0 ? bytes : arena.allocate(bytes.byteSize(), width).copyFrom(bytes).asReadOnly();
  }
}
