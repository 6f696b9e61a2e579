package graft.compiler.lowering;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Makes a schedule of steps: dependencies and buffers with their sizes. Last usages are first known after reordering. */
final class ScheduleMaker {

  private final List<Step> steps;
  private final SequencedMap<String, Buffer> inputs;
  private final List<String> outputs;
  private final Predicate<String> isGpu;
  private final ToLongFunction<Index> hint;
  private final Dependencies dependencies;

  /**
   * What a schedule is made of.
   *
   * @param steps in execution order
   * @param inputs the graph's inputs
   * @param outputs buffers that the graph returns
   * @param isGpu whether a device is the graph's accelerator
   * @param hint the value of a size for the example inputs
   */
  ScheduleMaker(
      List<Step> steps,
      SequencedMap<String, Buffer> inputs,
      List<String> outputs,
      Predicate<String> isGpu,
      ToLongFunction<Index> hint) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.isGpu = isGpu;
    this.hint = hint;
    this.dependencies = new Dependencies(steps, outputs, inputs.keySet());
    this.steps = steps.stream().filter(step -> !dependencies.isDead(step)).toList();
  }

  Schedule schedule(Set<String> constants) {
    SequencedMap<String, Buffer> buffers = buffers();
    var nodes = new ArrayList<Node>();
    for (Step step : steps) {
      List<Dependency> reads = dependencies.reads(step);
      nodes.add(
          new Node.Single(
              step.name(),
              step.buffers().stream().map(Step.NewBuffer::name).toList(),
              reads,
              step.writes(),
              reads.stream().map(Dependency::buffer).filter(buffers::containsKey).distinct().toList(),
              List.of(),
              step.device(),
              isGpu.test(step.device()),
              Symbols.of(step),
              step.operation()));
    }
    return new Schedule(nodes, buffers, inputs, constants, outputs, dependencies.realNames());
  }

  /** What each step computes, of those that somebody needs. */
  Map<String, Body> bodies() {
    var bodies = new HashMap<String, Body>();
    steps.forEach(step -> bodies.put(step.name(), step.body()));
    return bodies;
  }

  /** A buffer, or a graph input, of row-major memory. */
  static Buffer.Storage storage(TensorView memory, ToLongFunction<Index> hint) {
    Index elements = Index.product(memory.sizes());
    long bytes = Math.multiplyExact(hint.applyAsLong(elements), memory.type().bytes());
    return new Buffer.Storage(
        memory.type().torchName(),
        memory.sizes().stream().map(Sizes::dimension).toList(),
        memory.strides().stream().map(Sizes::dimension).toList(),
        bytes,
        bytes,
        elements.text());
  }

  private SequencedMap<String, Buffer> buffers() {
    var buffers = new LinkedHashMap<String, Buffer>();
    Map<String, Long> tuples = tupleBytes();
    for (Step step : steps) {
      boolean isElement = step.operation().kind().equals(Node.Operation.MULTI_OUTPUT);
      for (Step.NewBuffer buffer : step.buffers()) {
        Buffer.Storage storage =
            buffer.memory().map(memory -> storage(memory, hint)).orElse(Buffer.Storage.NONE);
        long own = buffer.layout() == Layout.FIXED ? storage.bytes() : 0;
        buffers.put(
            buffer.name(),
            new Buffer(
                buffer.name(),
                buffer.kind(),
                buffer.layout(),
                step.device(),
                storage,
                true,
                buffer.aliases(),
                buffer.mutates(),
                dependencies.users(buffer.name()),
                isElement ? 0 : tuples.getOrDefault(buffer.name(), own),
                own));
      }
    }
    return buffers;
  }

  /** A tuple is charged with its elements when it is made; they are freed one by one. */
  private Map<String, Long> tupleBytes() {
    var bytes = new HashMap<String, Long>();
    for (Step step : steps) {
      if (step.operation().kind().equals(Node.Operation.MULTI_OUTPUT)) {
        for (Step.NewBuffer buffer : step.buffers()) {
          long size = buffer.memory().map(memory -> storage(memory, hint).bytes()).orElse(0L);
          step.reads().forEach(tuple -> bytes.merge(tuple.buffer(), size, Long::sum));
        }
      }
    }
    return bytes;
  }
}
