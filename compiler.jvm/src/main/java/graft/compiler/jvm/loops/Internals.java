package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a kernel keeps the buffers that nothing outside of it reads. */
final class Internals {

  /** How many points may be done at the same time: no vector is longer. */
  static final int NEIGHBOURS = 64;

  private final int shared;
  private final List<LoopNest> nests;
  private final Map<String, Place> places = new HashMap<>();
  private final List<Index> sizes = new ArrayList<>();

  /** Where an internal buffer is kept. */
  sealed interface Place {

    /** In a variable: the result of that nest. */
    record Variable(int nest) implements Place {}

    /** In scratch memory, at the number of the point in the nest's own loops. */
    record Points(int scratch, Index number) implements Place {}

    /** In scratch memory, at the offsets that the nests name. */
    record Offsets(int scratch) implements Place {}
  }

  Internals(int shared, List<LoopNest> nests, Set<String> internal) {
    this.shared = shared;
    this.nests = nests;
    internal.stream().sorted().forEach(buffer -> places.put(buffer, place(buffer)));
  }

  /** Where a buffer is kept; null if it is a real one. */
  @Nullable
  Place of(String buffer) {
    return places.get(buffer);
  }

  /** Bytes of each scratch memory. */
  List<Index> sizes() {
    return sizes;
  }

  private Place place(String buffer) {
    List<LoopNest> writers = nests.stream().filter(nest -> nest.buffer().equals(buffer)).toList();
    if (writers.size() == 1 && isReadWhereWritten(buffer, writers.getFirst())) {
      LoopNest writer = writers.getFirst();
      if (writer.extents().size() == shared) {
        return new Place.Variable(nests.indexOf(writer));
      }
      Index number = Index.of(0);
      Index count = Index.of(1);
      for (int axis = shared; axis < writer.extents().size(); axis++) {
        number = number.times(writer.extents().get(axis)).plus(Index.axis(axis));
        count = count.times(writer.extents().get(axis));
      }
      return new Place.Points(scratch(count, writer.value().type()), number);
    }
    Index elements = Index.of(0);
    for (LoopNest writer : writers) {
      Index needed = Linear.largest(writer.offset(), extents(writer)).plus(Index.of(1))
          .times(Index.of(writer.value().type().bytes()));
      // Of several unknown sizes the sum is enough.
      elements = writers.size() == 1 ? needed : elements.plus(needed);
    }
    sizes.add(elements);
    return new Place.Offsets(sizes.size() - 1);
  }

  private int scratch(Index elements, DataType type) {
    sizes.add(elements.times(Index.of((long) NEIGHBOURS * type.bytes())));
    return sizes.size() - 1;
  }

  /** Whether every load, in a later nest, has the type, the offset and around it the loops of the store. */
  private boolean isReadWhereWritten(String buffer, LoopNest writer) {
    boolean[] result = {true};
    int position = nests.indexOf(writer);
    for (int i = 0; i < nests.size(); i++) {
      boolean isLater = i > position;
      List<Index> around = extents(nests.get(i));
      IndexesOf.loads(nests.get(i), load -> {
        if (load.buffer().equals(buffer)) {
          result[0] &= isLater && fits(load, writer, around);
        }
      });
    }
    return result[0];
  }

  private boolean fits(Expression.Load load, LoopNest writer, List<Index> around) {
    List<Index> own = writer.extents();
    return load.type() == writer.value().type()
        && load.offset().equals(writer.offset())
        && (own.size() == shared || (around.size() >= own.size() && around.subList(0, own.size()).equals(own)));
  }

  private static List<Index> extents(LoopNest nest) {
    var all = new ArrayList<>(nest.extents());
    nest.reduction().ifPresent(reduction -> all.addAll(reduction.extents()));
    return all;
  }
}
