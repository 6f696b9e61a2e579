package graft.compiler.core.memory;

import graft.compiler.api.plan.Line;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.stage.MemoryPlanRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pass over the lines of a function that turns allocations into reuses of freed buffers with the same key. A nested subgraph
 * has pools of its own.
 */
final class ReusePass {

  private final MemoryPlanRequest request;
  private final List<Line> lines;
  private final Set<String> removed;
  private final Deque<Map<ReuseKey, Deque<Freed>>> pools = new ArrayDeque<>();

  /** A line at its place. */
  private record Freed(Line.FreeIfNotReused line, int index) {}

  /** A pass that changes {@code lines} in place. */
  ReusePass(MemoryPlanRequest request, List<Line> lines) {
    this.request = request;
    this.lines = lines;
    this.removed = request.function().removedBuffers();
  }

  void run() {
    pools.push(new HashMap<>());
    for (int i = 0; i < lines.size(); i++) {
      switch (lines.get(i)) {
        case Line.Allocate line -> lines.set(i, allocate(line));
        case Line.FreeIfNotReused line -> lines.set(i, free(line, i));
        case Line.Reuse line when removed.contains(line.buffer()) -> lines.set(i, Line.Null.INSTANCE);
        case Line.EnterSubgraph _ -> pools.push(new HashMap<>());
        case Line.ExitSubgraph _ -> leaveSubgraph();
        default -> {
        }
      }
    }
  }

  private void leaveSubgraph() {
    pools.pop();
    if (pools.isEmpty()) {
      pools.push(new HashMap<>());
    }
  }

  private Line free(Line.FreeIfNotReused line, int index) {
    if (!line.reusable()) {
      return line;
    }
    if (removed.contains(line.buffer())) {
      return Line.Null.INSTANCE;
    }
    Buffer buffer = request.schedule().buffers().get(line.buffer());
    if (buffer != null && request.options().allowBufferReuse()) {
      pools.element().computeIfAbsent(ReuseKey.of(buffer), _ -> new ArrayDeque<>()).push(new Freed(line, index));
    }
    return line;
  }

  private Line allocate(Line.Allocate line) {
    if (removed.contains(line.buffer())) {
      return Line.Null.INSTANCE;
    }
    Buffer buffer = request.schedule().buffers().get(line.buffer());
    if (buffer == null || !request.options().allowBufferReuse()) {
      return line;
    }
    Deque<Freed> pool = pools.element().get(ReuseKey.of(buffer));
    if (pool == null || pool.isEmpty()) {
      return line;
    }
    Line.FreeIfNotReused freed = pool.element().line();
    if (!mayReuse(freed, line, buffer)) {
      return line;
    }
    lines.set(pool.pop().index(), new Line.FreeIfNotReused(freed.buffer(), freed.step(), true, freed.reusable()));
    request.peak().raise(freed.step(), line.step(), buffer.storage().storageBytes());
    return new Line.Reuse(freed.buffer(), line.buffer(), true);
  }

  /** Right after it was freed always; later only if keeping it alive in between does not raise the peak. */
  private boolean mayReuse(Line.FreeIfNotReused freed, Line.Allocate line, Buffer buffer) {
    return freed.step() + 1 == line.step()
        || buffer.storage().storageBytes() + request.peak().between(freed.step(), line.step()) <= request.peak().peak();
  }
}
