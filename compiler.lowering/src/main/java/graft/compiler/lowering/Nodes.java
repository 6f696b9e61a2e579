package graft.compiler.lowering;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.DeviceCopy;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.FusedCall;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.NoComputation;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.loop.TupleElement;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The steps of one model as they come up, and which buffer holds each storage. Steps are numbered {@code op0} and on, buffers
 * {@code buf0} and on, as TorchInductor does. Belongs to one call of the lowering.
 */
final class Nodes {

  private final List<Step> steps = new ArrayList<>();
  private final SequencedMap<String, TensorView> memory = new LinkedHashMap<>();
  private final Map<Storage, String> buffers = new HashMap<>();
  private final Set<Storage> written = new HashSet<>();
  private final Set<String> channelsLast = new HashSet<>();
  private final List<String> names = new ArrayList<>();

  /** The steps so far. */
  List<Step> steps() {
    return Collections.unmodifiableList(steps);
  }

  /** Type and shape of what has memory, by name. */
  SequencedMap<String, TensorView> memory() {
    return Collections.unmodifiableSequencedMap(memory);
  }

  /** The buffer that holds a storage now. */
  String buffer(Storage storage) {
    String name = buffers.get(storage);
    if (name == null) {
      throw new IllegalStateException("a storage without a buffer");
    }
    return name;
  }

  /** Whether the model wrote into a storage after it was made. */
  boolean isWritten(Storage storage) {
    return written.contains(storage);
  }

  /** An input or constant of the graph, row-major. */
  TensorValue input(String name, DataType type, String device, List<Index> sizes) {
    TensorValue value = TensorValue.whole(type, device, sizes);
    memory.put(name, TensorView.contiguous(name, type, sizes));
    buffers.put(value.storage(), name);
    return value;
  }

  /** An element of a tensor at the given indices, one for each dimension. */
  Expression load(TensorValue tensor, List<Index> at, List<Index> extents) {
    Index offset = tensor.offset().substitute(axis -> at.get(axis.number()), extents);
    return new Expression.Load(buffer(tensor.storage()), offset, tensor.type());
  }

  /** An element of a tensor broadcast to loops of these extents. */
  Expression load(TensorValue tensor, List<Index> extents) {
    return new Expression.Load(
        buffer(tensor.storage()), Views.expand(tensor, extents).offset(), tensor.type());
  }

  /** Computes a tensor of these sizes element by element. */
  TensorValue compute(String device, List<Index> sizes, Expression value) {
    return compute(device, sizes, value, order(value, sizes));
  }

  private TensorValue compute(String device, List<Index> sizes, Expression value, DimensionOrder order) {
    TensorValue result = TensorValue.whole(value.type(), device, sizes, order);
    String buffer = allocate(result, order);
    add(fixed(buffer, Operation.COMPUTED_BUFFER), device, Operation.COMPUTED_BUFFER,
        inOrder(new LoopNest(sizes, Optional.empty(), value, buffer, result.offset()), order));
    return result;
  }

  /** The order of what is read, as pointwise operations keep it in PyTorch: channels last where an operand has them last. */
  private DimensionOrder order(Expression value, List<Index> sizes) {
    boolean isChannelsLast = loads(value).stream()
        .anyMatch(
            load -> channelsLast.contains(load.buffer())
                && Objects.requireNonNull(memory.get(load.buffer())).sizes().size() == sizes.size()
                && steps(load.offset()).contains(Index.axis(1)));
    return isChannelsLast && DimensionOrder.hasChannels(sizes)
        ? DimensionOrder.channelsLast(sizes.size())
        : DimensionOrder.rowMajor(sizes.size());
  }

  private static List<Index> steps(Index offset) {
    return offset instanceof Index.Sum sum ? sum.terms() : List.of(offset);
  }

  /** The same points, the outer loops in the order in which the result lies. */
  private static LoopNest inOrder(LoopNest nest, DimensionOrder order) {
    if (order.isRowMajor()) {
      return nest;
    }
    List<Index> extents = order.sorted(nest.extents());
    var all = new ArrayList<>(extents);
    nest.reduction().ifPresent(reduction -> all.addAll(reduction.extents()));
    Function<Index.Axis, Index> axes = axis -> axis.number() < extents.size()
        ? Index.axis(order.dimensions().indexOf(axis.number()))
        : axis;
    return new LoopNest(
        extents, nest.reduction(), nest.value().substitute(axes, all), nest.buffer(),
        nest.offset().substitute(axes, all));
  }

  /**
   * Reduces over loops.
   *
   * @param sizes sizes of the result
   * @param extents extents of the outer loops
   * @param offset where the value of the outer loops goes
   */
  TensorValue reduce(
      String device, List<Index> sizes, List<Index> extents, Index offset, Reduction reduction, Expression value) {
    boolean isPlain = extents.equals(sizes) && offset.equals(TensorValue.rowMajor(sizes));
    DimensionOrder order = isPlain ? order(value, sizes) : DimensionOrder.rowMajor(sizes.size());
    TensorValue result = TensorValue.whole(value.type(), device, sizes, order);
    String buffer = allocate(result, order);
    Index place = order.isRowMajor() ? offset : result.offset();
    add(fixed(buffer, Operation.COMPUTED_BUFFER), device, Operation.COMPUTED_BUFFER,
        inOrder(new LoopNest(extents, Optional.of(reduction), value, buffer, place), order));
    return result;
  }

  /** Memory whose content does not matter. */
  TensorValue empty(DataType type, String device, List<Index> sizes) {
    TensorValue result = TensorValue.whole(type, device, sizes);
    String buffer = allocate(result);
    add(fixed(buffer, Operation.COMPUTED_BUFFER), device, Operation.NOP_KERNEL, NoComputation.INSTANCE);
    return result;
  }

  /** A copy on another device. */
  TensorValue copy(TensorValue source, String device) {
    TensorView from = view(source);
    TensorValue result = TensorValue.whole(source.type(), device, source.sizes());
    String buffer = allocate(result);
    TensorView to = contiguous(buffer, result);
    add(fixed(buffer, Operation.DEVICE_COPY), device, Operation.DEVICE_COPY, new DeviceCopy(from, to));
    return result;
  }

  /** Calls a library kernel that writes its result into memory allocated before. */
  TensorValue call(
      Operator operator, List<NamedOperand> operands, DataType type, String device, List<Index> sizes) {
    return call(operator, operands, type, device, sizes, DimensionOrder.rowMajor(sizes.size()));
  }

  /** The same, with memory of an order that the kernel likes. */
  TensorValue call(
      Operator operator, List<NamedOperand> operands, DataType type, String device, List<Index> sizes,
      DimensionOrder order) {
    TensorValue result = TensorValue.whole(type, device, sizes, order);
    String buffer = allocate(result, order);
    TensorView view = Objects.requireNonNull(memory.get(buffer));
    var body = new ExternCall(operator, operands, List.of(view), false);
    var operation = new Operation(Operation.EXTERN_KERNEL_OUT, Optional.of(operator), true, false, false);
    add(List.of(fixed(buffer, Operation.EXTERN_KERNEL_OUT)), device, operation, false, body);
    return result;
  }

  /**
   * Calls an operator that has no lowering of its own.
   *
   * @param results tensors like those that it returns
   * @param shared the tensor whose memory it returns, if it does
   * @param mutated the tensors that it writes into
   * @param isCapturable whether a partition that contains it may be captured
   */
  List<TensorValue> fallback(
      Operator operator,
      List<NamedOperand> operands,
      String device,
      List<TensorValue> results,
      Optional<TensorValue> shared,
      List<TensorValue> mutated,
      boolean isCapturable) {
    String name = nextBuffer();
    Layout layout = results.isEmpty() ? Layout.NONE : Layout.MULTI_OUTPUT;
    List<String> aliases = shared.map(tensor -> List.of(buffer(tensor.storage()))).orElse(List.of());
    var made = new ArrayList<Step.NewBuffer>();
    made.add(
        new Step.NewBuffer(name, Operation.FALLBACK_KERNEL, layout, Optional.empty(), aliases, List.of()));
    for (TensorValue target : mutated) {
      made.add(
          new Step.NewBuffer(
              nextBuffer(),
              "MutationOutput",
              Layout.NONE,
              Optional.empty(),
              List.of(),
              List.of(buffer(target.storage()))));
      written.add(target.storage());
    }
    List<TensorValue> values = new ArrayList<>();
    List<TensorView> views = new ArrayList<>();
    for (TensorValue result : results) {
      TensorValue value = TensorValue.whole(result.type(), result.device(), result.sizes());
      values.add(value);
      views.add(TensorView.contiguous(name, value.type(), value.sizes()));
    }
    var operation =
        new Operation(Operation.FALLBACK_KERNEL, Optional.of(operator), mutated.isEmpty(), false, !isCapturable);
    add(made, device, operation, !mutated.isEmpty(), new ExternCall(operator, operands, views, !results.isEmpty()));
    for (int i = 0; i < values.size(); i++) {
      takeOut(name, i, values.get(i), shared.isPresent());
    }
    return values;
  }

  private void takeOut(String tuple, int position, TensorValue value, boolean isShared) {
    String buffer = allocate(value);
    var made =
        new Step.NewBuffer(
            buffer,
            Operation.MULTI_OUTPUT,
            Layout.FIXED,
            Optional.of(contiguous(buffer, value)),
            isShared ? List.of(tuple) : List.of(),
            List.of());
    add(made, value.device(), Operation.MULTI_OUTPUT, new TupleElement(tuple, position, contiguous(buffer, value)));
  }

  /**
   * Gives a tensor new content. Where it is all of its storage, a new buffer holds that from now on, and nobody waits for the
   * readers of the old one; a part is written in place.
   */
  void assign(TensorValue target, Expression value) {
    written.add(target.storage());
    Optional<DimensionOrder> order =
        Stream.of(DimensionOrder.rowMajor(target.rank()), DimensionOrder.channelsLast(target.rank()))
            .filter(target::isWhole)
            .findFirst();
    if (order.isPresent()) {
      TensorValue fresh = compute(target.device(), target.sizes(), value, order.get());
      buffers.put(target.storage(), buffer(fresh.storage()));
    } else {
      String buffer = buffer(target.storage());
      boolean readsOthers = loads(value).stream()
          .anyMatch(load -> load.buffer().equals(buffer) && !load.offset().equals(target.offset()));
      Expression source =
          readsOthers ? load(compute(target.device(), target.sizes(), value), target.sizes()) : value;
      store(target, buffer, source);
    }
  }

  /** Writes into the memory of a graph input. */
  void writeBack(String input, TensorValue value) {
    TensorValue target = TensorValue.whole(value.type(), value.device(), value.sizes());
    store(target, input, load(value, value.sizes()));
  }

  private void store(TensorValue target, String buffer, Expression value) {
    var made =
        new Step.NewBuffer(
            nextBuffer(),
            Operation.COMPUTED_BUFFER,
            Layout.MUTATION,
            Optional.of(TensorView.contiguous(buffer, target.type(), target.sizes())),
            List.of(),
            List.of(buffer));
    var nest = new LoopNest(target.sizes(), Optional.empty(), value, buffer, target.offset());
    add(made, target.device(), Operation.COMPUTED_BUFFER, nest);
  }

  /** A strided view for a call; what strides cannot express is copied first. */
  TensorView view(TensorValue tensor) {
    if (tensor.isWhole()) {
      return contiguous(buffer(tensor.storage()), tensor);
    }
    Optional<Affine> affine = Affine.of(tensor.offset(), tensor.rank());
    if (affine.isEmpty()) {
      TensorValue copy = clone(tensor);
      return contiguous(buffer(copy.storage()), copy);
    }
    return new TensorView(
        buffer(tensor.storage()), tensor.type(), tensor.sizes(), affine.get().strides(), affine.get().start());
  }

  /** A strided view for whoever may expect PyTorch's strides: what has channels last only here is laid out row-major first. */
  TensorView plainView(TensorValue tensor) {
    return view(plain(tensor));
  }

  /** The tensor, or a row-major copy of one whose memory has the channels last. */
  TensorValue plain(TensorValue tensor) {
    return channelsLast.contains(buffer(tensor.storage())) ? clone(tensor) : tensor;
  }

  /** Whether a tensor's channels, dimension 1, are neighbours in memory that is laid out so. */
  boolean isChannelsLast(TensorValue tensor) {
    return !order(load(tensor, tensor.sizes()), tensor.sizes()).isRowMajor();
  }

  /** A copy with memory of its own, row-major. */
  TensorValue clone(TensorValue tensor) {
    return copy(tensor, DimensionOrder.rowMajor(tensor.rank()));
  }

  /** A copy with memory of its own in an order. */
  TensorValue copy(TensorValue tensor, DimensionOrder order) {
    return compute(tensor.device(), tensor.sizes(), load(tensor, tensor.sizes()), order);
  }

  private String allocate(TensorValue value) {
    return allocate(value, DimensionOrder.rowMajor(value.rank()));
  }

  private String allocate(TensorValue value, DimensionOrder order) {
    String name = nextBuffer();
    memory.put(
        name, new TensorView(name, value.type(), value.sizes(), order.strides(value.sizes()), Index.of(0)));
    buffers.put(value.storage(), name);
    if (!order.isRowMajor()) {
      channelsLast.add(name);
    }
    return name;
  }

  private static TensorView contiguous(String buffer, TensorValue value) {
    return TensorView.contiguous(buffer, value.type(), value.sizes());
  }

  private String nextBuffer() {
    String name = "buf" + names.size();
    names.add(name);
    return name;
  }

  private Step.NewBuffer fixed(String buffer, String kind) {
    return new Step.NewBuffer(
        buffer, kind, Layout.FIXED, Optional.ofNullable(memory.get(buffer)), List.of(), List.of());
  }

  private void add(Step.NewBuffer buffer, String device, String kind, Body body) {
    add(List.of(buffer), device, new Operation(kind, Optional.empty(), true, false, false), false, body);
  }

  private void add(
      List<Step.NewBuffer> made, String device, Operation operation, boolean mutates, Body body) {
    Dependency.Kind kind = body instanceof LoopNest || body instanceof NoComputation
        ? Dependency.Kind.MEMORY
        : Dependency.Kind.STAR;
    var reads = new LinkedHashSet<String>();
    switch (body) {
      case LoopNest nest -> loads(nest.value()).forEach(load -> reads.add(load.buffer()));
      case ExternCall call -> call.operands().forEach(operand -> collect(operand.operand(), reads));
      case DeviceCopy copy -> reads.add(copy.source().buffer());
      case TupleElement element -> reads.add(element.tuple());
      case NoComputation nothing -> {
        // Reads nothing.
      }
      case FusedLoops fused -> throw new IllegalArgumentException("a fused body in a single step: " + fused);
      case FusedCall fused -> throw new IllegalArgumentException("a fused body in a single step: " + fused);
    }
    steps.add(
        new Step(
            "op" + steps.size(),
            made,
            reads.stream().map(name -> new Dependency(kind, name)).toList(),
            made.stream().map(buffer -> new Dependency(kind, buffer.name())).toList(),
            device,
            operation,
            mutates,
            body));
  }

  private static List<Expression.Load> loads(Expression value) {
    var loads = new ArrayList<Expression.Load>();
    value.forEachPart(
        part -> {
          if (part instanceof Expression.Load load) {
            loads.add(load);
          }
        },
        index -> {});
    return loads;
  }

  private static void collect(Operand operand, Set<String> reads) {
    if (operand instanceof Operand.Tensor tensor) {
      reads.add(tensor.view().buffer());
    } else if (operand instanceof Operand.Tensors tensors) {
      tensors.views().forEach(view -> reads.add(view.buffer()));
    }
  }
}
