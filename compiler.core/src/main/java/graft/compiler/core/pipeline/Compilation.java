package graft.compiler.core.pipeline;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.loop.Body;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Partition;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Reordering;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.api.stage.MemoryPlanRequest;
import graft.compiler.api.stage.PartitionQuestion;
import graft.compiler.api.stage.Verdict;
import graft.compiler.core.fuse.InPlace;
import graft.compiler.core.graph.DependencyGraph;
import graft.compiler.core.graph.ScheduleIndex;
import graft.compiler.core.memory.GeneratedLines;
import graft.compiler.core.memory.PeakTree;
import graft.compiler.core.memory.StoredLines;
import graft.compiler.core.order.LastUsage;
import graft.compiler.core.order.PeakTimeline;
import graft.compiler.core.order.Reorder;
import graft.compiler.core.partition.Partitioning;
import graft.compiler.core.verify.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of stages 1 to 5 and the verifier over one schedule. */
public final class Compilation {

  private final Stages stages;
  private final Schedule schedule;
  private final CompileOptions options;
  private final Optional<List<FunctionLines>> storedLines;
  private final Map<String, Body> bodies;
  private final Optional<InPlace> inPlace;

  /** A compilation with given stages. */
  public Compilation(Stages stages, PlanRequest request) {
    this(stages, request, Map.of(), Optional.empty());
  }

  /** A compilation of a model that was lowered and fused here. */
  public Compilation(Stages stages, Lowered fused, CompileOptions options) {
    this(
        stages, new PlanRequest(fused.schedule(), options, Optional.empty()), fused.bodies(),
        options.allowBufferReuse() ? Optional.of(new InPlace(fused)) : Optional.empty());
  }

  private Compilation(
      Stages stages, PlanRequest request, Map<String, Body> bodies, Optional<InPlace> inPlace) {
    this.stages = stages;
    this.schedule = request.schedule();
    this.options = request.options();
    this.storedLines = request.storedLines();
    this.bodies = bodies;
    this.inPlace = inPlace;
  }

  /** Runs it; the recipe says which stages it was given. */
  public Plan plan(Recipe recipe) {
    long start = System.nanoTime();
    boolean[] split = split();
    refuseWithoutLines();
    var index = new ScheduleIndex(schedule);
    DependencyGraph graph = DependencyGraph.of(index);
    var reorder = new Reorder(index, graph, split);
    // 2.9.0 reorders only where CUDA graphs are on.
    int[] minimized = options.cudagraphs() ? reorder.minimizePartitions() : identity();
    int[] order = options.cudagraphs() ? reorder.moveSimpleDependencies(minimized) : minimized;
    // A stored schedule tells last usages itself.
    List<Node> ordered = storedLines.isPresent() ? nodes(order) : LastUsage.of(index, order);
    long reordered = System.nanoTime();
    List<Partition> partitions =
        new Partitioning(index, stages.signatures()).partitions(ordered, order, split);
    long partitioned = System.nanoTime();
    List<Signature> signatures =
        partitions.stream().map(Partition::signature).filter(signature -> !signature.skipCudagraph()).toList();
    List<FunctionLines> lines =
        storedLines
            .map(stored -> StoredLines.of(stored, signatures))
            .orElseGet(() -> new GeneratedLines(schedule, bodies, inPlace).of(partitions));
    List<@Nullable Signature> generated = generatedSignatures(lines, signatures);
    List<FunctionPlan> functions = planMemory(lines, generated, PeakTimeline.of(index, graph, order));
    List<UndefinedName> undefinedNames = Verifier.verify(schedule, functions, generated);
    var nanos = new Plan.StageNanos(reordered - start, partitioned - reordered, System.nanoTime() - partitioned);
    var reordering = new Reordering(nodes(minimized), ordered);
    return new Plan(recipe, reordering, partitions, functions, undefinedNames, nanos);
  }

  private boolean[] split() {
    List<Node> nodes = schedule.nodes();
    boolean[] split = new boolean[nodes.size()];
    for (int i = 0; i < split.length; i++) {
      split[i] = ask(nodes.get(i)).split();
    }
    return split;
  }

  private Verdict ask(Node node) {
    return stages.rule().apply(new PartitionQuestion(node, options, this::ask));
  }

  private void refuseWithoutLines() {
    if (storedLines.isPresent() && storedLines.get().isEmpty()) {
      throw new CompileException(
          "nothing-stored",
          "the stored compile died in should_partition and left nothing after stage 1 to plan; its .fixed twin has the rest");
    }
  }

  private int[] identity() {
    int[] order = new int[schedule.nodes().size()];
    Arrays.setAll(order, i -> i);
    return order;
  }

  private List<Node> nodes(int[] order) {
    return Arrays.stream(order).mapToObj(schedule.nodes()::get).toList();
  }

  /** The signature that each function was generated with, null for the caller. */
  private static List<@Nullable Signature> generatedSignatures(List<FunctionLines> lines, List<Signature> signatures) {
    List<@Nullable Signature> result = new ArrayList<>();
    int index = 0;
    for (FunctionLines function : lines) {
      result.add(function.partition() == null ? null : signatures.get(index++).without(function.removedBuffers()));
    }
    return result;
  }

  private List<FunctionPlan> planMemory(
      List<FunctionLines> lines, List<@Nullable Signature> signatures, PeakTimeline timeline) {
    var peak = new PeakTree(timeline);
    Set<String> outputs = new HashSet<>(schedule.outputs());
    List<FunctionPlan> functions = new ArrayList<>(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      Optional<Signature> signature = Optional.ofNullable(signatures.get(i));
      peak.reset();
      functions.add(
          stages.planner().apply(new MemoryPlanRequest(schedule, options, lines.get(i), signature, outputs, peak)));
    }
    return functions;
  }
}
