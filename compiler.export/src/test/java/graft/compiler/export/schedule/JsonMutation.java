package graft.compiler.export.schedule;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Changes of a stored file that a damaged disk, a careless editor or an attacker could make. */
final class JsonMutation {

  private static final List<@Nullable Object> ODD_VALUES = Collections.unmodifiableList(Arrays.<@Nullable Object>asList(
      null, true, 0L, 7L, -1L, Long.MAX_VALUE, BigInteger.TWO.pow(80), "", "OUTPUT", "\n\"\\\u0000", List.of(),
      Map.of(),
      List.of(List.of()), List.of("buf0", "buf0"), List.of(1L, 2L)));

  /** A value in a tree: field {@code key} of a map, or element {@code key} of a list. */
  private record Slot(Object container, Object key) {

    @Nullable
    Object get() {
      return container instanceof Map<?, ?> fields ? fields.get(key) : ((List<?>) container).get((Integer) key);
    }

    @SuppressWarnings("unchecked")
    void set(@Nullable Object value) {
      if (container instanceof Map<?, ?> fields) {
        ((Map<Object, @Nullable Object>) fields).put(key, value);
      } else {
        ((List<@Nullable Object>) container).set((Integer) key, value);
      }
    }

    void remove() {
      if (container instanceof Map<?, ?> fields) {
        fields.remove(key);
      } else {
        ((List<?>) container).remove(((Integer) key).intValue());
      }
    }
  }

  private final RandomGenerator random;

  JsonMutation(RandomGenerator random) {
    this.random = random;
  }

  /** Bytes that differ in a few places, are cut, or have a piece twice or not at all. */
  byte[] ofBytes(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int end = at + random.nextInt(Math.min(100, bytes.length - at));
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> joined(Arrays.copyOf(bytes, end), Arrays.copyOfRange(bytes, at, bytes.length));
      case 2 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, end, bytes.length));
      default -> flipped(bytes);
    };
  }

  private byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return flipped;
  }

  private static byte[] joined(byte[] start, byte[] end) {
    var joined = new ByteArrayOutputStream();
    joined.writeBytes(start);
    joined.writeBytes(end);
    return joined.toByteArray();
  }

  /** Changes one to three values somewhere in {@code tree}, whose maps and lists can be changed. */
  void ofTree(Map<String, @Nullable Object> tree) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<Slot> slots = new ArrayList<>();
      collect(tree, slots);
      change(slots);
    }
  }

  private static void collect(@Nullable Object tree, List<Slot> slots) {
    if (tree instanceof Map<?, ?> fields) {
      fields.forEach((name, value) -> {
        slots.add(new Slot(fields, name));
        collect(value, slots);
      });
    } else if (tree instanceof List<?> elements) {
      for (int i = 0; i < elements.size(); i++) {
        slots.add(new Slot(elements, i));
        collect(elements.get(i), slots);
      }
    }
  }

  private void change(List<Slot> slots) {
    Slot slot = any(slots);
    switch (random.nextInt(4)) {
      case 0 -> slot.remove();
      case 1 -> slot.set(JsonTree.copy(any(ODD_VALUES)));
      case 2 -> slot.set(JsonTree.copy(alike(slot, slots)));
      default -> {
        Slot other = new Slot(slot.container, any(keys(slot.container)));
        Object value = slot.get();
        slot.set(other.get());
        other.set(value);
      }
    }
  }

  /** A value of the same type from anywhere: another name, another number. */
  private @Nullable Object alike(Slot slot, List<Slot> slots) {
    Object value = slot.get();
    List<Slot> others = slots.stream()
        .filter(other -> value instanceof String ? other.get() instanceof String : other.key.equals(slot.key))
        .toList();
    return any(others).get();
  }

  private static List<?> keys(Object container) {
    return container instanceof Map<?, ?> fields
        ? List.copyOf(fields.keySet())
        : IntStream.range(0, ((List<?>) container).size()).boxed().toList();
  }

  private <T extends @Nullable Object> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
