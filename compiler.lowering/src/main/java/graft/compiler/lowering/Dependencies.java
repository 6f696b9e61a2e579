package graft.compiler.lowering;

import graft.compiler.api.schedule.Buffer.User;
import graft.compiler.api.schedule.Dependency;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Who waits for whom, and who uses what, as TorchInductor computes it ({@code Scheduler.compute_dependencies} and
 * {@code dead_node_elimination} in PyTorch 2.9.0). A write in place gives the memory a new name: what reads it later depends on
 * that name, and the write waits, weakly, for everybody who read the old one.
 */
final class Dependencies {

  private final Map<String, SequencedSet<User>> users = new HashMap<>();
  private final Map<String, List<String>> buffersOf = new HashMap<>();
  private final Map<String, String> renames = new HashMap<>();
  private final SequencedMap<String, String> realNames = new LinkedHashMap<>();
  private final SequencedMap<String, SequencedSet<Dependency>> reads = new LinkedHashMap<>();
  private final Set<String> dead = new HashSet<>();

  /**
   * Computes them.
   *
   * @param steps in execution order
   * @param outputs buffers that the graph returns
   * @param inputs the graph's inputs
   */
  Dependencies(List<Step> steps, List<String> outputs, Collection<String> inputs) {
    for (Step step : steps) {
      buffersOf.put(step.name(), step.buffers().stream().map(Step.NewBuffer::name).toList());
      shareUsersOfAliases(step);
    }
    steps.forEach(this::connect);
    outputs.forEach(output -> use(output, new User(User.OUTPUT, false)));
    for (String renamed : List.copyOf(renames.keySet())) {
      if (inputs.contains(renamed)) {
        use(renamed, new User(User.OUTPUT, false));
      }
    }
    removeDead(steps);
  }

  /** What a step reads, in order, by the names that writes in place gave, weak dependencies included. */
  List<Dependency> reads(Step step) {
    return List.copyOf(reads.getOrDefault(step.name(), new LinkedHashSet<>()));
  }

  /** Who uses a buffer, merged over aliases. */
  List<User> users(String buffer) {
    return List.copyOf(usersOf(buffer));
  }

  /** For each name that a write in place gave, the memory it is. */
  SequencedMap<String, String> realNames() {
    return realNames;
  }

  /** Whether nobody needs what a step does. */
  boolean isDead(Step step) {
    return dead.contains(step.name());
  }

  private void shareUsersOfAliases(Step step) {
    for (Step.NewBuffer buffer : step.buffers()) {
      for (String alias : buffer.aliases()) {
        users.put(buffer.name(), usersOf(alias));
      }
    }
  }

  private void connect(Step step) {
    var own = new LinkedHashSet<>(step.reads());
    for (Step.NewBuffer buffer : step.buffers()) {
      for (String target : buffer.mutates()) {
        waitForEarlierUsers(step, current(target), own);
      }
    }
    for (Dependency read : List.copyOf(own)) {
      if (read.kind() != Dependency.Kind.WEAK) {
        use(read.buffer(), new User(step.name(), false));
      }
    }
    var renamed = new LinkedHashSet<Dependency>();
    own.forEach(read -> renamed.add(new Dependency(read.kind(), current(read.buffer()))));
    reads.put(step.name(), renamed);
    for (Step.NewBuffer buffer : step.buffers()) {
      for (String target : buffer.mutates()) {
        renames.put(current(target), buffer.name());
        renames.put(target, buffer.name());
        realNames.put(buffer.name(), realNames.getOrDefault(target, target));
      }
    }
  }

  private void waitForEarlierUsers(Step step, String target, SequencedSet<Dependency> own) {
    use(target, new User(step.name(), false));
    own.add(new Dependency(Dependency.Kind.STAR, target));
    for (User user : List.copyOf(usersOf(target))) {
      if (!user.node().equals(step.name())) {
        for (String other : buffersOf.getOrDefault(user.node(), List.of())) {
          String renamed = current(other);
          own.add(new Dependency(Dependency.Kind.WEAK, renamed));
          use(renamed, new User(step.name(), true));
        }
      }
    }
  }

  private String current(String name) {
    String newer = renames.get(name);
    return newer == null ? name : current(newer);
  }

  private void use(String buffer, User user) {
    usersOf(current(buffer)).add(user);
  }

  private SequencedSet<User> usersOf(String buffer) {
    return users.computeIfAbsent(buffer, name -> new LinkedHashSet<>());
  }

  private void removeDead(List<Step> steps) {
    var deadBuffers = new HashSet<String>();
    for (Step step : steps.reversed()) {
      boolean isUsed = step.mutates()
          || step.buffers().stream().anyMatch(
              buffer -> usersOf(buffer.name()).stream().anyMatch(user -> isAlive(user)));
      if (!isUsed) {
        dead.add(step.name());
        deadBuffers.addAll(buffersOf.getOrDefault(step.name(), List.of()));
      }
    }
    users.values().forEach(all -> all.removeIf(user -> dead.contains(user.node())));
    reads.values().forEach(
        all -> all.removeIf(read -> read.kind() == Dependency.Kind.WEAK && deadBuffers.contains(read.buffer())));
  }

  private boolean isAlive(User user) {
    return !user.weak() && !dead.contains(user.node());
  }
}
