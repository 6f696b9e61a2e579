package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Reduction;
import java.util.List;
import java.util.Optional;

/**
 * One nest of a kernel, inside of the shared loops.
 *
 * @param own extents of its own loops, outermost first
 * @param reduced extents of the loops that a reduction combines
 * @param isOwnInnermost whether the last of its own loops runs along memory, better than the last that is reduced
 * @param kind how these are combined; empty without a reduction
 * @param value what is computed
 * @param target where it goes
 */
record NestPlan(
    List<Value> own, List<Value> reduced, boolean isOwnInnermost, Optional<Reduction.Kind> kind, Value value,
    Target target) {

  NestPlan {
    own = List.copyOf(own);
    reduced = List.copyOf(reduced);
  }

  /** Where a value goes. */
  sealed interface Target {

    /** Memory, by its number, at an offset in bytes. */
    record Memory(int number, Value address) implements Target {}

    /** Nowhere but into later nests of the kernel, as this value. */
    record Later(Value result) implements Target {}
  }
}
