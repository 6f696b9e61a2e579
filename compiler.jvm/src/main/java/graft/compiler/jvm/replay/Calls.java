package graft.compiler.jvm.replay;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.kernel.CallSite;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.kernel.PreparedCall;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.kernel.Team;
import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.DeviceCopy;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.FusedCall;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.jvm.loops.CompiledLoops;
import graft.compiler.jvm.loops.LoopKernel;
import graft.compiler.jvm.loops.RawMemory;
import graft.compiler.jvm.replay.ReplayProgram.Parts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records what the bodies of nodes launch. Keeps the calls that libraries prepared, until it is closed. */
final class Calls implements AutoCloseable {

  /** The operator that gives a tensor's bytes another type: its result is its argument's memory. */
  private static final String REINTERPRET = "aten::view.dtype";

  private final Lowered lowered;
  private final Parts parts;
  private final Team team;
  private final List<PreparedCall> prepared = new ArrayList<>();

  Calls(Lowered lowered, Parts parts) {
    this.lowered = lowered;
    this.parts = parts;
    this.team = parts.team();
  }

  /**
   * What a node launches, in order.
   *
   * @param buffer the first buffer that an extern call defines
   */
  List<Recorded> record(String node, String buffer, BoundSizes sizes, Names names) {
    Body body = lowered.bodies().get(node);
    return switch (body) {
      case LoopNest _ -> List.of(loops(node, sizes, names::block));
      case FusedLoops fused -> List.of(loops(node, sizes, name -> block(fused.internal(), name, sizes, names)));
      case ExternCall call when call.operator().qualifiedName().equals(REINTERPRET) ->
        reinterpret(node, call, buffer, sizes, names);
      case ExternCall call -> List.of(extern(node, call, buffer, sizes, names, names::block));
      case FusedCall fused -> fused(node, fused, sizes, names);
      case DeviceCopy copy -> List.of(copy(node, copy.source(), copy.target(), sizes, names));
      case null, default -> throw new CompileException("bad-plan", "node " + node + " has nothing to launch");
    };
  }

  /** Does loops at once. */
  void compute(String node, BoundSizes sizes, Function<String, MemorySegment> memory) {
    CompiledLoops code = code(node);
    long[] symbols = sizes.values();
    var memories = code.buffers().stream().map(memory).map(RawMemory::of).toArray(MemorySegment[]::new);
    code.kernel().run(memories, symbols, 0, code.units(symbols));
  }

  private Recorded loops(String node, BoundSizes sizes, Function<String, Block> memory) {
    CompiledLoops code = code(node);
    var known = new HashMap<String, Block>();
    List<Block> blocks = code.buffers().stream().map(name -> known.computeIfAbsent(name, memory)).toList();
    long[] symbols = sizes.values();
    long units = code.units(symbols);
    if (units == 0) {
      // A kernel loads what no loop changes before its loops: from memory that may have no element.
      return new Recorded(node, blocks, _ -> () -> {});
    }
    int shares = Shares.of(units, code.cost(symbols), team.threads());
    return new Recorded(
        node, blocks, placement -> {
          MemorySegment[] memories =
              blocks.stream().map(block -> block.raw(placement.of(block))).toArray(MemorySegment[]::new);
          LoopKernel kernel = code.kernel();
          return shares == 1
              ? () -> kernel.run(memories, symbols, 0, units)
              : () -> team.run(
                  shares, share -> kernel.run(memories, symbols, units * share / shares, units * (share + 1) / shares));
        });
  }

  private CompiledLoops code(String node) {
    CompiledLoops code = parts.loops().get(node);
    if (code == null) {
      throw new CompileException("bad-plan", "node " + node + " has no code");
    }
    return code;
  }

  private Block block(Set<String> internal, String name, BoundSizes sizes, Names names) {
    TensorView memory = lowered.memory().get(name);
    return internal.contains(name) && memory != null
        ? Block.temporary(sizes.bytes(memory))
        : names.block(name);
  }

  /** The call writes where the epilogue will write, unless the epilogue still reads what was there. */
  private List<Recorded> fused(String node, FusedCall fused, BoundSizes sizes, Names names) {
    TensorView result = fused.call().results().getFirst();
    Block target = names.block(fused.epilogue().buffer());
    CompiledLoops code = parts.loops().get(node);
    boolean isRead = code != null && code.buffers().stream()
        .anyMatch(
            name -> !name.equals(result.buffer()) && !name.equals(fused.epilogue().buffer())
                && target.mayShare(names.block(name)));
    Block between = isRead ? Block.temporary(sizes.bytes(result)) : target;
    Function<String, Block> memory = name -> name.equals(result.buffer()) ? between : names.block(name);
    return List.of(
        extern(node, fused.call(), result.buffer(), sizes, names, memory), loops(node, sizes, memory));
  }

  private Recorded extern(
      String node, ExternCall call, String buffer, BoundSizes sizes, Names names, Function<String, Block> memory) {
    Optional<Kernel> service = parts.services().apply(call.operator());
    if (service.isEmpty() && !call.allocates()) {
      Optional<Recorded> library = prepare(node, call, sizes, memory);
      if (library.isPresent()) {
        return library.get();
      }
    }
    Kernel kernel = service.orElseGet(() -> parts.own().apply(call.operator()));
    List<Block> results = new ArrayList<>();
    if (call.allocates()) {
      call.results().forEach(result -> results.add(Block.temporary(sizes.bytes(result))));
      names.define(buffer, new Value.Results(List.copyOf(results)));
    } else {
      call.results().forEach(result -> results.add(memory.apply(result.buffer())));
    }
    var blocks = new HashMap<String, Block>();
    views(call.operands()).forEach(view -> blocks.put(view.buffer(), memory.apply(view.buffer())));
    List<Block> touched = new ArrayList<>(blocks.values());
    touched.addAll(results);
    return new Recorded(
        node, touched, placement -> {
          var arguments = new CallArguments(
              call.operator(), values(call.operands(), sizes, view -> tensor(view, blocks, sizes, placement)));
          List<Tensor> tensors = new ArrayList<>();
          for (int i = 0; i < results.size(); i++) {
            tensors.add(sizes.tensor(call.results().get(i), placement.of(results.get(i))));
          }
          if (call.allocates()) {
            check(call, kernel.results(arguments), tensors);
          }
          return () -> kernel.run(arguments, tensors);
        });
  }

  /** Asks the libraries, best first. */
  private Optional<Recorded> prepare(
      String node, ExternCall call, BoundSizes sizes, Function<String, Block> memory) {
    if (parts.libraries().isEmpty() || call.results().size() != 1
        || sizes.of(call.results().getFirst().offset()) != 0) {
      return Optional.empty();
    }
    var shapes = new LinkedHashMap<String, CallSite.Shape>();
    List<TensorView> views = new ArrayList<>();
    List<NamedOperand> attributes = new ArrayList<>();
    for (NamedOperand operand : call.operands()) {
      switch (operand.operand()) {
        case Operand.Tensor tensor -> {
          shapes.put(operand.name(), shape(tensor.view(), memory.apply(tensor.view().buffer()), sizes));
          views.add(tensor.view());
        }
        case Operand.Tensors _ -> {
          return Optional.empty();
        }
        default -> attributes.add(operand);
      }
    }
    TensorView result = call.results().getFirst();
    Block target = memory.apply(result.buffer());
    var site = new CallSite(
        call.operator(), shapes,
        new CallArguments(call.operator(), values(attributes, sizes, _ -> {
          throw new IllegalStateException("an attribute is a tensor");
        })),
        shape(result, target, sizes), team.threads());
    for (Library library : parts.libraries()) {
      Optional<PreparedCall> ready = library.prepare(site);
      if (ready.isPresent()) {
        prepared.add(ready.get());
        return Optional.of(bound(node, ready.get(), views, result, memory, sizes));
      }
    }
    return Optional.empty();
  }

  private Recorded bound(
      String node,
      PreparedCall call,
      List<TensorView> views,
      TensorView result,
      Function<String, Block> memory,
      BoundSizes sizes) {
    List<Block> operands = views.stream().map(view -> memory.apply(view.buffer())).toList();
    Block target = memory.apply(result.buffer());
    Block scratch = Block.temporary(call.scratchBytes());
    List<Block> touched = new ArrayList<>(operands);
    touched.add(target);
    touched.add(scratch);
    return new Recorded(
        node, touched, placement -> {
          var tensors = new MemorySegment[views.size()];
          for (int i = 0; i < tensors.length; i++) {
            TensorView view = views.get(i);
            tensors[i] = sizes.tensor(view, placement.of(operands.get(i))).data();
          }
          // Native code checks nothing: the views are checked here.
          MemorySegment to = sizes.tensor(result, placement.of(target)).data();
          MemorySegment work = placement.of(scratch);
          return () -> call.run(tensors, to, work, team);
        });
  }

  private static CallSite.Shape shape(TensorView view, Block block, BoundSizes sizes) {
    MemorySegment fixed = block.fixed();
    return new CallSite.Shape(
        view.type(), view.sizes().stream().map(sizes::of).toList(), view.strides().stream().map(sizes::of).toList(),
        fixed == null ? Optional.empty() : Optional.of(sizes.tensor(view, fixed)));
  }

  /** The result is the operand's memory. An operand with gaps or an offset is laid out anew. */
  private static List<Recorded> reinterpret(
      String node, ExternCall call, String buffer, BoundSizes sizes, Names names) {
    if (!(call.operands().getFirst().operand() instanceof Operand.Tensor operand)) {
      throw new CompileException("bad-plan", call.operator().qualifiedName() + " has no tensor to show");
    }
    TensorView view = operand.view();
    Block block = names.block(view.buffer());
    boolean isWhole = sizes.of(view.offset()) == 0
        && sizes.of(view.strides()).length == view.sizes().size()
        && sizes.isContiguous(view);
    Block shown = isWhole ? block : Block.temporary(sizes.bytes(view));
    names.define(buffer, new Value.Results(List.of(shown)));
    if (isWhole) {
      return List.of();
    }
    var whole = TensorView.contiguous(buffer, view.type(), view.sizes());
    return List.of(
        new Recorded(
            node, List.of(block, shown), placement -> copy(
                sizes.tensor(view, placement.of(block)), sizes.tensor(whole, placement.of(shown)))));
  }

  private static Recorded copy(String node, TensorView from, TensorView to, BoundSizes sizes, Names names) {
    Block source = names.block(from.buffer());
    Block target = names.block(to.buffer());
    return new Recorded(
        node, List.of(source, target), placement -> copy(
            sizes.tensor(from, placement.of(source)), sizes.tensor(to, placement.of(target))));
  }

  private static Step copy(Tensor from, Tensor to) {
    return () -> Copies.copy(from, to);
  }

  /** The kernel's shape side must agree with what the exporter says. */
  private static void check(ExternCall call, List<ResultShape> announced, List<Tensor> expected) {
    List<ResultShape> shapes = expected.stream().map(ResultShape::like).toList();
    if (!announced.equals(shapes)) {
      throw new CompileException(
          "bad-kernel",
          "the kernel of " + call.operator().qualifiedName() + " announces " + announced + ", the model expects "
              + shapes);
    }
  }

  private static Tensor tensor(
      TensorView view, Map<String, Block> blocks, BoundSizes sizes, Placement placement) {
    Block block = blocks.get(view.buffer());
    if (block == null) {
      throw new IllegalStateException(view.buffer() + " has no memory");
    }
    return sizes.tensor(view, placement.of(block));
  }

  private static List<TensorView> views(List<NamedOperand> operands) {
    List<TensorView> views = new ArrayList<>();
    for (NamedOperand operand : operands) {
      if (operand.operand() instanceof Operand.Tensor tensor) {
        views.add(tensor.view());
      } else if (operand.operand() instanceof Operand.Tensors list) {
        views.addAll(list.views());
      }
    }
    return views;
  }

  private static Map<String, Object> values(
      List<NamedOperand> operands, BoundSizes sizes, Function<TensorView, Tensor> tensors) {
    Map<String, Object> values = new HashMap<>();
    for (NamedOperand named : operands) {
      Object value = value(named.operand(), sizes, tensors);
      if (value != null) {
        values.put(named.name(), value);
      }
    }
    return values;
  }

  private static @Nullable Object value(Operand operand, BoundSizes sizes, Function<TensorView, Tensor> tensors) {
    return switch (operand) {
      case Operand.Tensor tensor -> tensors.apply(tensor.view());
      case Operand.Tensors list -> list.views().stream().map(tensors).toList();
      case Operand.Whole number -> sizes.of(number.value());
      case Operand.Wholes list -> list.values().stream().map(sizes::of).toList();
      case Operand.Real number -> number.value();
      case Operand.Reals list -> list.values();
      case Operand.Truth truth -> truth.value();
      case Operand.Text text -> text.value();
      case Operand.Type type -> type.value();
      case Operand.Nothing _ -> null;
    };
  }

  /** Closes what libraries prepared. */
  @Override
  public void close() {
    prepared.forEach(PreparedCall::close);
    prepared.clear();
  }
}
