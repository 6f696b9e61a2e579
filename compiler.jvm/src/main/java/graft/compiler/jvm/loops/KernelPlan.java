package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Reduction;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kernel before it is code. Loops are numbered by depth: the shared ones from 0, then those of a nest, then its reduced ones.
 *
 * @param values everything that is computed
 * @param buffers how many memories are buffers; the others are scratch
 * @param scratch bytes of each scratch memory
 * @param shared extents of the shared loops
 * @param isSharedInnermost whether the last of these runs along memory, better than the nests' own
 * @param units how the shared loops are cut
 * @param nests what is done at each point of them, in order
 */
record KernelPlan(
    Values values, int buffers, List<Value> scratch, List<Value> shared, boolean isSharedInnermost, Units units,
    List<NestPlan> nests) {

  KernelPlan {
    scratch = List.copyOf(scratch);
    shared = List.copyOf(shared);
    nests = List.copyOf(nests);
  }

  /**
   * How the shared loops are cut into units.
   *
   * @param loops how many of the outer ones count the units, together
   * @param block how many rounds are a unit, where a single loop counts them
   */
  record Units(int loops, int block) {}

  /** What the kernel computes, whatever its buffers are called: equal for equal kernels. */
  record Content(
      List<Value.Form> forms, int buffers, boolean isSharedInnermost, Units units, List<Integer> extents,
      List<Optional<Reduction.Kind>> kinds, List<Integer> nests) {}

  Content content() {
    return new Content(
        values.all().stream().map(Value::form).toList(),
        buffers,
        isSharedInnermost,
        units,
        Stream.concat(shared.stream(), scratch.stream()).map(Value::number).toList(),
        nests.stream().map(NestPlan::kind).toList(),
        nests.stream().flatMap(KernelPlan::numbers).toList());
  }

  private static Stream<Integer> numbers(NestPlan nest) {
    Stream<Integer> loops = Stream.concat(nest.own().stream(), nest.reduced().stream()).map(Value::number);
    Stream<Integer> target = switch (nest.target()) {
      case NestPlan.Target.Memory(int number, Value address) -> Stream.of(number, address.number());
      case NestPlan.Target.Later(Value result) -> Stream.of(-1, result.number());
    };
    Stream<Integer> rest =
        Stream.of(nest.own().size(), nest.reduced().size(), nest.isOwnInnermost() ? 1 : 0, nest.value().number());
    return Stream.concat(loops, Stream.concat(rest, target));
  }
}
