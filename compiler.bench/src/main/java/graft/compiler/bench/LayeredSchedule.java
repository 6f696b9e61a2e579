package graft.compiler.bench;

import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Dimension;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.api.schedule.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Generated graphs of any size: layers of nodes of which each reads two of the layer before it, every so-many-th split out. */
final class LayeredSchedule {

  private static final int WIDTH = 32;
  private static final int SPLIT_EVERY = 10;
  private static final long BYTES = 4096;
  private static final Operation KEPT =
      new Operation(Operation.COMPUTED_BUFFER, Optional.empty(), true, false, false);
  private static final Operation SPLIT =
      new Operation(Operation.EXTERN_KERNEL_OUT, Optional.empty(), true, false, true);
  private static final Dependency INPUT = new Dependency(Dependency.Kind.MEMORY, "arg0_1");
  private static final Buffer.User OUTPUT = new Buffer.User(Buffer.User.OUTPUT, false);
  private static final Buffer.Storage STORAGE =
      new Buffer.Storage(
          "float32",
          List.of(new Dimension.Fixed(1024)),
          List.of(new Dimension.Fixed(1)),
          BYTES,
          BYTES,
          "1024");

  private final String[] names;
  private final String[] buffers;
  private final Dependency[] dependencies;
  private final Buffer.User[] users;
  private final int[] firstRead;
  private final int[] secondRead;
  private final List<List<Integer>> readers;

  private LayeredSchedule(int nodes, long seed) {
    names = new String[nodes];
    buffers = new String[nodes];
    dependencies = new Dependency[nodes];
    users = new Buffer.User[nodes];
    firstRead = new int[nodes];
    secondRead = new int[nodes];
    readers = new ArrayList<>(nodes);
    var random = new Random(seed);
    for (int node = 0; node < nodes; node++) {
      names[node] = "op" + node;
      buffers[node] = "buf" + node;
      dependencies[node] = new Dependency(Dependency.Kind.MEMORY, buffers[node]);
      users[node] = new Buffer.User(names[node], false);
      readers.add(new ArrayList<>(2));
      int layer = node / WIDTH * WIDTH - WIDTH;
      firstRead[node] = layer < 0 ? -1 : layer + node % WIDTH;
      secondRead[node] = layer < 0 ? -1 : layer + random.nextInt(WIDTH);
      if (layer >= 0) {
        readers.get(firstRead[node]).add(node);
        if (secondRead[node] != firstRead[node]) {
          readers.get(secondRead[node]).add(node);
        }
      }
    }
  }

  /** A graph of {@code nodes} nodes; the same for the same seed. */
  static Schedule of(int nodes, long seed) {
    return new LayeredSchedule(nodes, seed).schedule();
  }

  private Schedule schedule() {
    int count = buffers.length;
    List<Node> nodes = new ArrayList<>(count);
    Map<String, Buffer> byName = LinkedHashMap.newLinkedHashMap(count);
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byName.put(buffers[i], buffer(i));
      nodes.add(node(i));
      if (readers.get(i).isEmpty()) {
        outputs.add(buffers[i]);
      }
    }
    Map<String, Buffer> inputs = new LinkedHashMap<>();
    inputs.put("arg0_1", new Buffer(
        "arg0_1", "TensorBox", Layout.FIXED, "cuda:0", STORAGE, true, List.of(), List.of(), List.of(), 0, 0));
    return new Schedule(nodes, new LinkedHashMap<>(byName), new LinkedHashMap<>(inputs), Set.of(), outputs, Map.of());
  }

  private Node node(int i) {
    List<String> waits = new ArrayList<>(2);
    List<Dependency> reads = new ArrayList<>(2);
    if (firstRead[i] >= 0) {
      waits.add(buffers[firstRead[i]]);
      reads.add(dependencies[firstRead[i]]);
      if (secondRead[i] != firstRead[i]) {
        waits.add(buffers[secondRead[i]]);
        reads.add(dependencies[secondRead[i]]);
      }
    } else {
      reads.add(INPUT);
    }
    return new Node.Single(
        names[i],
        List.of(buffers[i]),
        reads,
        List.of(dependencies[i]),
        waits,
        List.of(),
        "cuda:0",
        true,
        List.of(),
        i % SPLIT_EVERY == SPLIT_EVERY - 1 ? SPLIT : KEPT);
  }

  private Buffer buffer(int i) {
    List<Buffer.User> readBy =
        readers.get(i).isEmpty() ? List.of(OUTPUT) : readers.get(i).stream().map(reader -> users[reader]).toList();
    return new Buffer(
        buffers[i], Operation.COMPUTED_BUFFER, Layout.FIXED, "cuda:0", STORAGE, true, List.of(), List.of(), readBy,
        BYTES, BYTES);
  }
}
