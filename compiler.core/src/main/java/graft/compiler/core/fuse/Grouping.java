package graft.compiler.core.fuse;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.core.fuse.LoopGroup.Member;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.BiFunction;

/**
 * Nests with the same outer loops become one kernel: a reduction with what is computed from it for the same rows, so that a softmax
 * or a normalisation is one kernel, and siblings that read the same. Nodes are looked at in order; each joins the latest kernel
 * that it can, which must not wait for anything that waits for that kernel.
 */
final class Grouping {

  /** Of many kernels that read the same, only the latest are looked at. */
  private static final int MOST_SIBLINGS = 4;

  private final Lowered lowered;
  private final SizeHints hints;
  private final Uses uses;
  private final List<Kernel> kernels = new ArrayList<>();
  private final Map<String, Integer> makers = new HashMap<>();
  /** The kernels that load from a buffer. */
  private final Map<String, BitSet> loaders = new HashMap<>();
  /** How many nodes so far must not be fused across: calls that may be split out. */
  private int barriers;

  /** A kernel so far. */
  private static final class Kernel {

    private final Node first;
    private final int barriers;
    private final BitSet waitsFor = new BitSet();
    private Optional<LoopGroup> loops;

    Kernel(Node first, int barriers, Optional<LoopGroup> loops) {
      this.first = first;
      this.barriers = barriers;
      this.loops = loops;
    }
  }

  private Grouping(Lowered lowered) {
    this.lowered = lowered;
    this.hints = new SizeHints(lowered);
    this.uses = new Uses(lowered);
  }

  static Lowered of(Lowered lowered) {
    var grouping = new Grouping(lowered);
    lowered.schedule().nodes().forEach(grouping::add);
    return grouping.finish();
  }

  private void add(Node node) {
    Body body = lowered.bodies().get(node.name());
    BitSet waitsFor = waitsFor(node);
    if (node instanceof Node.Single single && body instanceof LoopNest nest && !Axes.isEmpty(nest)) {
      var member = new Member(single, MeasuredNest.of(AxisMerge.withoutUnits(AxisSplit.of(nest))));
      int kernel = join(member, waitsFor);
      if (kernel >= 0) {
        node.outputs().forEach(output -> makers.put(output, kernel));
        addReads(kernel, member);
        return;
      }
      open(node, Optional.of(LoopGroup.of(member)), waitsFor);
      addReads(kernels.size() - 1, member);
    } else {
      boolean isBarrier = node instanceof Node.Single single
          && (single.operation().kind().equals(Operation.FALLBACK_KERNEL)
              || single.operation().kind().equals(Operation.DEVICE_COPY));
      barriers += isBarrier ? 1 : 0;
      open(node, Optional.empty(), waitsFor);
    }
  }

  private void open(Node node, Optional<LoopGroup> loops, BitSet waitsFor) {
    var kernel = new Kernel(node, barriers, loops);
    kernel.waitsFor.or(waitsFor);
    node.outputs().forEach(output -> makers.put(output, kernels.size()));
    kernels.add(kernel);
  }

  /** The kernels that make what a node waits for, directly. */
  private BitSet direct(Node node) {
    var kernelsBefore = new BitSet();
    for (String name : node.unmet()) {
      String current = name;
      String real = lowered.schedule().realName(name);
      while (true) {
        Integer maker = makers.get(current);
        if (maker != null) {
          kernelsBefore.set(maker);
        }
        if (real.equals(current)) {
          break;
        }
        current = real;
        real = lowered.schedule().realName(current);
      }
    }
    return kernelsBefore;
  }

  /** The kernels that a node waits for, directly or not. */
  private BitSet waitsFor(Node node) {
    BitSet all = direct(node);
    direct(node).stream().forEach(kernel -> all.or(kernels.get(kernel).waitsFor));
    return all;
  }

  private int join(Member member, BitSet waitsFor) {
    for (int kernel : makersRead(member)) {
      if (tryJoin(kernel, member, waitsFor, (group, one) -> group.withReader(one, hints))) {
        return kernel;
      }
    }
    for (int kernel : siblings(member)) {
      if (tryJoin(kernel, member, waitsFor, (group, one) -> group.withSibling(one, hints))) {
        return kernel;
      }
    }
    return -1;
  }

  /** The kernels whose values a nest loads, latest first. */
  private List<Integer> makersRead(Member member) {
    SequencedSet<Integer> found = new LinkedHashSet<>();
    for (Dependency read : member.node().reads()) {
      Integer maker = makers.get(read.buffer());
      if (maker != null && read.kind() != Dependency.Kind.WEAK) {
        found.add(maker);
      }
    }
    return found.stream().sorted((left, right) -> right - left).toList();
  }

  /** Kernels since the last call that may be split out that load from the same memory, latest first. */
  private List<Integer> siblings(Member member) {
    var found = new BitSet();
    member.measured().loads().forEach(load -> {
      BitSet others = loaders.get(load.buffer());
      if (others != null) {
        found.or(others);
      }
    });
    var latest = new ArrayList<Integer>();
    for (int kernel = found.length() - 1; kernel >= 0 && latest.size() < MOST_SIBLINGS; kernel--) {
      if (kernels.get(kernel).barriers < barriers) {
        break;
      }
      if (found.get(kernel)) {
        latest.add(kernel);
      }
    }
    return latest;
  }

  private void addReads(int kernel, Member member) {
    member.measured().loads()
        .forEach(load -> loaders.computeIfAbsent(load.buffer(), buffer -> new BitSet()).set(kernel));
  }

  private boolean tryJoin(
      int number, Member member, BitSet waitsFor, BiFunction<LoopGroup, Member, Optional<LoopGroup>> loops) {
    Kernel kernel = kernels.get(number);
    if (kernel.loops.isEmpty()
        || kernel.barriers < barriers
        || !mayShare(kernel, member)
        || waitsAround(number, member.node())) {
      return false;
    }
    Optional<LoopGroup> joined = loops.apply(kernel.loops.get(), member);
    if (joined.isEmpty()) {
      return false;
    }
    kernel.loops = joined;
    kernel.waitsFor.or(waitsFor);
    kernel.waitsFor.clear(number);
    for (Kernel later : kernels) {
      if (later.waitsFor.get(number)) {
        later.waitsFor.or(kernel.waitsFor);
      }
    }
    return true;
  }

  /** Whether a node waits for another kernel that waits for this one. */
  private boolean waitsAround(int number, Node node) {
    return direct(node).stream().anyMatch(other -> other != number && kernels.get(other).waitsFor.get(number));
  }

  /** Same device, no order between them but that of values, and no memory overwritten that the other touches. */
  private boolean mayShare(Kernel kernel, Member member) {
    Node.Single node = member.node();
    if (!kernel.first.device().equals(node.device()) || kernel.first.gpu() != node.gpu()) {
      return false;
    }
    List<Member> members = kernel.loops.stream().flatMap(group -> group.members().stream()).toList();
    boolean isOrdered = node.reads().stream()
        .filter(read -> read.kind() == Dependency.Kind.WEAK)
        .anyMatch(read -> members.stream().anyMatch(one -> one.node().outputs().contains(read.buffer())));
    return !isOrdered && members.stream().noneMatch(one -> conflict(one, member));
  }

  private boolean conflict(Member before, Member after) {
    return uses.isSameMemory(before.nest().buffer(), after.nest().buffer())
        || before.measured().loads().stream()
            .anyMatch(load -> uses.isSameMemory(load.buffer(), after.nest().buffer()))
        || after.measured().loads().stream()
            .anyMatch(
                load -> !load.buffer().equals(before.nest().buffer())
                    && uses.isSameMemory(load.buffer(), before.nest().buffer()));
  }

  private Lowered finish() {
    var fused = new FusedSchedule(lowered, hints);
    for (int number : ordered()) {
      Kernel kernel = kernels.get(number);
      kernel.loops.ifPresentOrElse(fused::add, () -> fused.add(kernel.first));
    }
    return fused.finish();
  }

  /** An order in which every kernel comes after those that it waits for, else as they were. */
  private List<Integer> ordered() {
    SequencedSet<Integer> order = new LinkedHashSet<>();
    for (int i = 0; i < kernels.size(); i++) {
      int kernel = i;
      if (!order.contains(kernel)) {
        // What a kernel waits for waits for less than it does.
        kernels.get(kernel).waitsFor.stream().boxed()
            .filter(other -> !order.contains(other))
            .sorted((left, right) -> Integer.compare(
                kernels.get(left).waitsFor.cardinality(), kernels.get(right).waitsFor.cardinality()))
            .forEach(order::add);
        order.add(kernel);
      }
    }
    return List.copyOf(order);
  }
}
