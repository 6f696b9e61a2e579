package graft.compiler.core.fuse;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Buffer.Storage;
import graft.compiler.api.schedule.Buffer.User;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;

/** Small graphs of loops and calls over float64, with the dependencies that a lowering gives them. */
final class LoweredBuilder {

  private static final DataType TYPE = DataType.FLOAT64;

  private final Map<String, Body> bodies = new HashMap<>();
  private final Map<String, TensorView> memory = new HashMap<>();
  private final Map<String, Buffer> inputs = new LinkedHashMap<>();
  private final Map<String, Layout> layouts = new LinkedHashMap<>();
  private final Map<String, String> realNames = new LinkedHashMap<>();
  private final Map<String, String> current = new HashMap<>();
  private final Map<String, SequencedSet<User>> users = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  static List<Index> sizes(long... sizes) {
    return java.util.Arrays.stream(sizes).mapToObj(Index::of).toList();
  }

  static Expression load(String buffer, Index offset) {
    return new Load(buffer, offset, TYPE);
  }

  /** An element of a tensor at the axes of loops over its sizes. */
  static Expression load(String buffer, long... sizes) {
    return load(buffer, RowMajor.offset(sizes(sizes)));
  }

  String input(String name, long... sizes) {
    memory.put(name, TensorView.contiguous(name, TYPE, sizes(sizes)));
    inputs.put(name, buffer(name, Layout.FIXED, List.of()));
    return name;
  }

  /** Computes a tensor and names its buffer. */
  String pointwise(Expression value, long... sizes) {
    String buffer = allocate(sizes);
    nest(buffer, new LoopNest(sizes(sizes), Optional.empty(), value, buffer, RowMajor.offset(sizes(sizes))));
    return buffer;
  }

  /** Reduces over loops after the outer ones. */
  String reduce(Reduction.Kind kind, Expression value, List<Index> outer, List<Index> inner) {
    String buffer = allocate(outer.stream().mapToLong(size -> ((Index.Constant) size).value()).toArray());
    nest(
        buffer,
        new LoopNest(outer, Optional.of(new Reduction(kind, inner)), value, buffer, RowMajor.offset(outer)));
    return buffer;
  }

  /** Overwrites a tensor. */
  void write(String target, Expression value, long... sizes) {
    String buffer = "buf" + layouts.size();
    layouts.put(buffer, Layout.MUTATION);
    var reads = new LinkedHashSet<Dependency>();
    reads.add(new Dependency(Dependency.Kind.STAR, current(target)));
    for (User user : users(current(target))) {
      nodes.stream().filter(node -> node.name().equals(user.node())).flatMap(node -> node.outputs().stream())
          .forEach(output -> reads.add(new Dependency(Dependency.Kind.WEAK, current(output))));
    }
    var nest = new LoopNest(sizes(sizes), Optional.empty(), value, target, RowMajor.offset(sizes(sizes)));
    realNames.put(buffer, target);
    add(buffer, nest, reads, Operation.COMPUTED_BUFFER, Optional.empty());
    current.put(target, buffer);
  }

  /** Calls a kernel that writes into memory allocated before. */
  String call(String packet, List<String> operands, long... sizes) {
    String buffer = allocate(sizes);
    var operator = new Operator(packet, "out");
    var named = operands.stream()
        .map(name -> new ExternCall.NamedOperand(name, new Operand.Tensor(view(name)))).toList();
    var body = new ExternCall(operator, named, List.of(view(buffer)), false);
    var reads = new LinkedHashSet<Dependency>();
    operands.forEach(name -> reads.add(new Dependency(Dependency.Kind.STAR, current(name))));
    add(buffer, body, reads, Operation.EXTERN_KERNEL_OUT, Optional.of(operator));
    return buffer;
  }

  Lowered build(String... outputs) {
    Stream.of(outputs).forEach(output -> users(current(output)).add(new User(User.OUTPUT, false)));
    var buffers = new LinkedHashMap<String, Buffer>();
    layouts.forEach(
        (name, layout) -> buffers.put(
            name, buffer(name, layout, realNames.containsKey(name) ? List.of(realNames.get(name)) : List.of())));
    var schedule = new Schedule(
        nodes, buffers, new LinkedHashMap<>(inputs), Set.of(), List.of(outputs), realNames);
    var results = Stream.of(outputs).map(output -> new Lowered.Result(output, view(output))).toList();
    return new Lowered("test", schedule, bodies, memory, new LinkedHashMap<>(), results, List.of());
  }

  private TensorView view(String name) {
    TensorView view = memory.get(name);
    if (view == null) {
      throw new IllegalArgumentException(name + " has no memory");
    }
    return view;
  }

  private String allocate(long... sizes) {
    String buffer = "buf" + layouts.size();
    layouts.put(buffer, Layout.FIXED);
    memory.put(buffer, TensorView.contiguous(buffer, TYPE, sizes(sizes)));
    return buffer;
  }

  private void nest(String buffer, LoopNest nest) {
    add(buffer, nest, new LinkedHashSet<>(), Operation.COMPUTED_BUFFER, Optional.empty());
  }

  private void add(
      String buffer, Body body, SequencedSet<Dependency> ordered, String kind, Optional<Operator> operator) {
    var reads = new LinkedHashSet<Dependency>();
    if (body instanceof LoopNest nest) {
      Loads.of(nest.value())
          .forEach(load -> reads.add(new Dependency(Dependency.Kind.MEMORY, current(load.buffer()))));
    }
    reads.addAll(ordered);
    String name = "op" + nodes.size();
    reads.forEach(
        read -> users(read.buffer()).add(new User(name, read.kind() == Dependency.Kind.WEAK)));
    nodes.add(
        new Node.Single(
            name, List.of(buffer), List.copyOf(reads), List.of(new Dependency(Dependency.Kind.MEMORY, buffer)),
            reads.stream().map(Dependency::buffer).filter(layouts::containsKey).distinct().toList(), List.of(),
            "cpu", true, List.of(), new Operation(kind, operator, true, false, false)));
    bodies.put(name, body);
  }

  private String current(String name) {
    return current.getOrDefault(name, name);
  }

  private SequencedSet<User> users(String buffer) {
    return users.computeIfAbsent(buffer, name -> new LinkedHashSet<>());
  }

  private Buffer buffer(String name, Layout layout, List<String> mutates) {
    TensorView view = memory.get(name);
    long bytes = view == null ? 0 : new SizeHints(EMPTY).points(view.sizes()) * TYPE.bytes();
    Storage storage =
        view == null ? Storage.NONE : new Storage("float64", List.of(), List.of(), bytes, bytes, "" + bytes / 8);
    return new Buffer(
        name, Operation.COMPUTED_BUFFER, layout, "cpu", storage, true, List.of(), mutates,
        List.copyOf(users(name)), bytes, bytes);
  }

  private static final Lowered EMPTY = new Lowered(
      "", new Schedule(List.of(), new LinkedHashMap<>(), new LinkedHashMap<>(), Set.of(), List.of(), Map.of()),
      Map.of(), Map.of(), new LinkedHashMap<>(), List.of(), List.of());
}
