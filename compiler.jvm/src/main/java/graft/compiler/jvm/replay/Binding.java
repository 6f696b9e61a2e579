package graft.compiler.jvm.replay;

import graft.compiler.api.arena.ArenaPlanner;
import graft.compiler.api.compile.CompileException;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowered.Source;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.jvm.loops.RawMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/** A program for one set of sizes and one state: its steps and the layout of its memory. Safe for any number of threads. */
final class Binding {

  /** Parts of the state that are no larger are copied to where vectors may read beyond their ends. */
  private static final long SMALL_BYTES = 1 << 14;

  private final Lowered lowered;
  private final BoundSizes sizes;
  private final Map<String, Tensor> state;
  private final Calls calls;
  private final List<Recorded> steps;
  private final SequencedMap<String, Block> inputs = new LinkedHashMap<>();
  private final Map<String, Block> results = new LinkedHashMap<>();
  private final Map<Block, Long> offsets = new HashMap<>();
  private final ArenaLayout layout;
  private final ConcurrentLinkedDeque<Instance> idle = new ConcurrentLinkedDeque<>();
  private final List<Expected> expected = new ArrayList<>();
  private int inFlight;
  private boolean retired;

  /** A tensor that the caller passes. */
  private record Expected(String name, DataType type, List<Long> shape) {}

  Binding(Lowered lowered, Inputs expectation, Recorder recorder, Calls calls,
      List<ArenaPlanner> planners, BoundSizes sizes, Map<String, Tensor> state) {
    this.lowered = lowered;
    this.sizes = sizes;
    this.state = state;
    this.calls = calls;
    var constants = new HashMap<String, Value>();
    var names = new Names(constants);
    Map<String, Block> sources = new HashMap<>();
    lowered.sources().forEach((name, source) -> {
      Block block = source instanceof Source.Folded
          ? Block.padded(folded(name, sources))
          : source(name, source, expectation.isWritten(name));
      sources.put(name, block);
      if (lowered.schedule().constants().contains(name)) {
        constants.put(name, new Value.Memory(block));
      } else {
        names.define(name, new Value.Memory(block));
      }
    });
    steps = recorder.record(names);
    for (Lowered.Result result : lowered.results()) {
      String buffer = result.value().buffer();
      Block source = sources.get(buffer);
      // The plan may have ended the name of an input that is a result.
      Block block = source != null ? source : names.block(buffer);
      block.touch(steps.size());
      results.put(result.name(), block);
    }
    layout = layOut(planners);
  }

  /** Computes what never changes, from the state and from what was computed before. */
  private MemorySegment folded(String name, Map<String, Block> sources) {
    TensorView memory = lowered.memory().get(name);
    if (memory == null) {
      throw new CompileException("bad-plan", name + " has no shape");
    }
    MemorySegment target = padded(sizes.bytes(memory));
    calls.compute(name, sizes, buffer -> {
      Block block = sources.get(buffer);
      MemorySegment fixed = block == null ? null : block.fixed();
      if (!buffer.equals(name) && fixed == null) {
        throw new CompileException("bad-plan", name + " is made of " + buffer + ", which may change");
      }
      return fixed == null ? target : fixed;
    });
    return target;
  }

  /** A graph input: memory that each run fills, or, where it never changes, the state's own. */
  private Block source(String name, Source source, boolean isWritten) {
    TensorView memory = lowered.memory().get(name);
    Tensor tensor = source instanceof Source.State ? state.get(source.name()) : null;
    if (memory == null) {
      throw new CompileException("bad-plan", name + " has no shape");
    }
    if (source instanceof Source.UserInput) {
      expected.add(new Expected(source.name(), memory.type(), memory.sizes().stream().map(sizes::of).toList()));
    }
    if (tensor == null || isWritten) {
      Block block = Block.input(name, sizes.bytes(memory));
      inputs.put(name, block);
      return block;
    }
    MemorySegment data = tensor.isContiguous() ? tensor.data() : tensor.copy(Arena.ofAuto()).data();
    return data.byteSize() > SMALL_BYTES ? Block.fixed(data) : Block.padded(padded(data.byteSize()).copyFrom(data));
  }

  private static MemorySegment padded(long bytes) {
    return Arena.ofAuto().allocate(bytes + RawMemory.PADDING, ArenaLayout.ALIGNMENT).asSlice(0, bytes);
  }

  private ArenaLayout layOut(List<ArenaPlanner> planners) {
    SequencedMap<Block, int[]> spans = new LinkedHashMap<>();
    for (Recorded step : steps) {
      step.blocks().forEach(block -> span(block, spans));
    }
    results.values().forEach(block -> span(block, spans));
    List<Lifetime> lifetimes = new ArrayList<>();
    spans.forEach((block, span) -> lifetimes.add(new Lifetime(Math.max(block.bytes(), 1), span[0], span[1])));
    ArenaLayout found = PlannedArena.of(lifetimes, planners);
    int number = 0;
    for (Block block : spans.keySet()) {
      offsets.put(block, found.offsets().get(number++));
    }
    return found;
  }

  private static void span(Block block, SequencedMap<Block, int[]> spans) {
    Block owner = block.owner();
    if (owner.input() != null || owner.fixed() != null) {
      return;
    }
    int[] span = spans.computeIfAbsent(owner, _ -> new int[]{block.first(), block.last()});
    span[0] = Math.min(span[0], block.first());
    span[1] = Math.max(span[1], block.last());
  }

  /** Whether it is for these sizes and that state. */
  boolean fits(BoundSizes given, Map<String, Tensor> givenState) {
    return state == givenState && Arrays.equals(sizes.values(), given.values());
  }

  /** Whether it is for that state, and for tensors like these. */
  boolean fits(Map<String, Tensor> tensors, Map<String, Tensor> givenState) {
    if (state != givenState || tensors.size() != expected.size()) {
      return false;
    }
    for (Expected one : expected) {
      Tensor tensor = tensors.get(one.name());
      if (tensor == null || tensor.type() != one.type() || !tensor.hasShape(one.shape())) {
        return false;
      }
    }
    return true;
  }

  /** Begins a run; false where it is retired already. */
  synchronized boolean begin() {
    if (!retired) {
      inFlight++;
    }
    return !retired;
  }

  /** Ends a run. */
  synchronized void end() {
    if (--inFlight == 0 && retired) {
      release();
    }
  }

  /** Lets the runs in flight be the last. */
  synchronized void retire() {
    retired = true;
    if (inFlight == 0) {
      release();
    }
  }

  ArenaLayout layout() {
    return layout;
  }

  /** Runs once, in memory of its own. */
  SequencedMap<String, Tensor> run(Map<String, Tensor> tensors, Map<String, Tensor> buffers) {
    Instance free = idle.pollFirst();
    Instance instance = free == null ? instance() : free;
    boolean isDone = false;
    try {
      fill(instance, tensors, buffers);
      instance.run();
      SequencedMap<String, Tensor> values = instance.results();
      isDone = true;
      return values;
    } finally {
      if (isDone) {
        idle.addFirst(instance);
      } else {
        instance.close();
      }
    }
  }

  private void fill(Instance instance, Map<String, Tensor> tensors, Map<String, Tensor> buffers) {
    inputs.forEach((name, block) -> {
      Source source = lowered.sources().get(name);
      Tensor tensor = source instanceof Source.State part
          ? buffers.getOrDefault(part.name(), state.get(part.name()))
          : source == null ? null
          : tensors.get(source.name());
      if (tensor == null) {
        throw new IllegalStateException("nothing to fill " + name + " with");
      }
      instance.fill(block, tensor);
    });
  }

  private Instance instance() {
    long inputBytes = inputs.values().stream().mapToLong(block -> Instance.aligned(block.bytes())).sum();
    Arena arena = Arena.ofShared();
    long bytes = Math.addExact(Math.addExact(layout.bytes(), inputBytes), RawMemory.PADDING);
    MemorySegment memory;
    try {
      memory = arena.allocate(bytes, ArenaLayout.ALIGNMENT);
    } catch (OutOfMemoryError | IllegalArgumentException e) {
      arena.close();
      throw new CompileException("no-memory", lowered.model() + ": needs " + bytes + " bytes, which are not there");
    }
    Map<Block, MemorySegment> places = new HashMap<>();
    offsets.forEach((block, offset) -> places.put(block, memory.asSlice(offset, block.bytes())));
    long next = layout.bytes();
    for (Block block : inputs.values()) {
      places.put(block, memory.asSlice(next, block.bytes()));
      next += Instance.aligned(block.bytes());
    }
    Placement placement = block -> {
      Block owner = block.owner();
      MemorySegment fixed = owner.fixed();
      MemorySegment place = fixed == null ? places.get(owner) : fixed;
      if (place == null) {
        throw new IllegalStateException("memory without a place");
      }
      return place;
    };
    try {
      return new Instance(lowered, sizes, steps, results, placement, arena);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      arena.close();
      throw new CompileException("bad-plan", lowered.model() + ": " + e.getMessage());
    }
  }

  private void release() {
    idle.forEach(Instance::close);
    idle.clear();
    calls.close();
  }
}
