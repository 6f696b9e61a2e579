package graft.compiler.serving;

import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.compile.Planned;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowering;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.program.Backend;
import graft.compiler.api.program.Program;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.stage.MemoryPlanner;
import graft.compiler.api.stage.PartitionRule;
import graft.compiler.api.stage.PartitionSignatures;
import graft.compiler.api.stage.Verdict;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.core.fuse.BaselineFuser;
import graft.compiler.core.memory.BaselineMemoryPlanner;
import graft.compiler.core.partition.BaselinePartitionRule;
import graft.compiler.core.partition.BaselineSignatures;
import graft.compiler.core.pipeline.Compilation;
import graft.compiler.core.pipeline.Stages;
import graft.compiler.jvm.JvmBackend;
import graft.compiler.lowering.AtenLowering;
import graft.compiler.serving.CompileServices.Provided;
import graft.kernel.sample.Attention;
import graft.kernel.sample.Functional;
import graft.kernel.sample.InplaceScale;
import graft.kernel.sample.UnifiedAttention;
import graft.patch.memoryplan.PartitionOutputs;
import graft.patch.partition.FreedInputs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The services of a framework, wired by hand, with fixes and kernels that can be taken away. */
final class TestServices implements Supplier<CompileServices> {

  final Set<String> fixes = new ConcurrentSkipListSet<>();
  final Map<String, Kernel> kernels = new ConcurrentHashMap<>();
  final List<Library> libraries = new CopyOnWriteArrayList<>();

  /** How many programs were closed. */
  final AtomicInteger closed = new AtomicInteger();

  /** What happens in a compile before the backend builds. */
  volatile Runnable beforeBuild = () -> {};

  /** All three fixes and the four sample kernels. */
  TestServices() {
    fixes.addAll(List.of("memoryplan", "partition", "scheduler"));
    kernels.put("graph::functional", new Functional());
    kernels.put("graph::inplace_scale", new InplaceScale());
    kernels.put("graph::attention", new Attention());
    kernels.put("graph::unified_attention_with_output", new UnifiedAttention());
  }

  @Override
  public CompileServices get() {
    var provided = new HashMap<String, Provided<Kernel>>();
    kernels.forEach((name, kernel) -> provided.put(name, new Provided<>(kernel, () -> step("kernel " + name, ""))));
    return new CompileServices(
        new HandMadePipeline(new TreeSet<>(fixes)),
        new Provided<>(new AtenLowering(), () -> step(Lowering.STAGE, "")),
        new Provided<>(this::build, () -> step(Backend.STAGE, "")),
        provided,
        libraries.stream().map(library -> new Provided<>(library, () -> step(Library.STAGE, ""))).toList(),
        List.of());
  }

  private Program build(Lowered lowered, Plan plan, Kernels kernels) {
    beforeBuild.run();
    Program program = new JvmBackend().build(lowered, plan, kernels);
    return new Program() {

      @Override
      public SequencedMap<String, Tensor> run(
          Map<String, Tensor> inputs, Map<String, Tensor> state, Map<String, Tensor> buffers) {
        return program.run(inputs, state, buffers);
      }

      @Override
      public void prepare(Map<String, Tensor> state) {
        program.prepare(state);
      }

      @Override
      public long arenaLowerBound() {
        return program.arenaLowerBound();
      }

      @Override
      public ArenaLayout.Proof arenaProof() {
        return program.arenaProof();
      }

      @Override
      public int kernels() {
        return program.kernels();
      }

      @Override
      public long arenaBytes() {
        return program.arenaBytes();
      }

      @Override
      public void close() {
        closed.incrementAndGet();
        program.close();
      }
    };
  }

  private static Recipe.Step step(String stage, String fix) {
    return new Recipe.Step(stage, stage, "test", "1.0.0", "", 0, fix, Collections.emptySortedMap());
  }

  /** Stages 1 to 5 with some of the fixes. */
  private record HandMadePipeline(SortedSet<String> fixes) implements Pipeline {

    @Override
    public Plan plan(PlanRequest request) {
      return new Compilation(stages(), request).plan(recipe(request.options()));
    }

    private Stages stages() {
      List<PartitionRule> rules = new ArrayList<>(List.of(new BaselinePartitionRule()));
      List<PartitionSignatures> signatures = new ArrayList<>(List.of(new BaselineSignatures()));
      List<MemoryPlanner> planners = new ArrayList<>(List.of(new BaselineMemoryPlanner()));
      if (fixes.contains("scheduler")) {
        rules.addFirst(namedOperators());
      }
      if (fixes.contains("partition")) {
        signatures.addFirst(new FreedInputs());
      }
      if (fixes.contains("memoryplan")) {
        planners.addFirst(new PartitionOutputs());
      }
      return Stages.of(List.of(new BaselineFuser()), rules, signatures, planners);
    }

    /** The scheduler's fix without the configuration that the framework gives it. */
    private static PartitionRule namedOperators() {
      return (question, next) -> question.node() instanceof Node.Single single
          && single.operation().fallback()
              .filter(operator -> operator.isNamedIn(question.options().splitOperators()))
              .isPresent()
                  ? Verdict.split("custom_should_partition_ops", "named")
                  : next.apply(question);
    }

    @Override
    public Plan verified(PlanRequest request) {
      return checked(plan(request));
    }

    @Override
    public Planned verified(Lowered lowered, CompileOptions options) {
      Lowered fused = stages().fuser().apply(lowered);
      return new Planned(fused, checked(new Compilation(stages(), fused, options).plan(recipe(options))));
    }

    private static Plan checked(Plan plan) {
      if (!plan.undefinedNames().isEmpty()) {
        UndefinedName first = plan.undefinedNames().getFirst();
        throw new DefectException("plan", first.buffer(), "a fix", first.function() + " lost " + first.buffer());
      }
      return plan;
    }

    @Override
    public Recipe recipe(CompileOptions options) {
      return new Recipe("2.9.0", fixes.stream().map(fix -> step(fix, fix)).toList(), options);
    }
  }
}
