package graft.compiler.core.graph;

import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Schedule;

/** Which names have no memory that a partition could receive or return. */
public final class NoMemory {

  private NoMemory() {}

  /** Whether {@code name} has a {@code NoneLayout}, and is not the new name of a buffer that has memory. */
  public static boolean in(Schedule schedule, String name) {
    String current = name;
    for (int steps = 0; steps <= schedule.mutationRealNames().size(); steps++) {
      Buffer buffer = schedule.buffers().get(current);
      if (buffer == null || buffer.layout() != Layout.NONE) {
        return false;
      }
      String real = buffer.kind().equals("MutationOutput") ? schedule.mutationRealNames().get(current) : null;
      if (real == null) {
        return true;
      }
      current = real;
    }
    return true;
  }
}
