package graft.compiler.jvm.replay;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The sizes of one run. */
final class BoundSizes {

  private final List<String> names;
  private final long[] values;

  /**
   * Sizes.
   *
   * @param names the size symbols
   * @param values their values
   */
  BoundSizes(List<String> names, long[] values) {
    this.names = names;
    this.values = values;
  }

  /** The values of the symbols, in their order. */
  long[] values() {
    return values;
  }

  long of(Index index) {
    return index.evaluate(symbol -> values[names.indexOf(symbol.name())]);
  }

  long[] of(List<Index> indexes) {
    return indexes.stream().mapToLong(this::of).toArray();
  }

  /** Bytes from the start of a view's memory to its last element. */
  long bytes(TensorView view) {
    return Math.multiplyExact(of(Index.product(view.sizes())), view.type().bytes());
  }

  /** Whether a view's elements lie in row-major order without gaps. */
  boolean isContiguous(TensorView view) {
    return Arrays.equals(of(view.strides()), Tensor.contiguousStrides(of(view.sizes())));
  }

  /** Bytes before a view's first element; none where it has no elements, whose offset may lie outside the memory. */
  long start(TensorView view) {
    boolean isEmpty = Arrays.stream(of(view.sizes())).anyMatch(size -> size == 0);
    return isEmpty ? 0 : Math.multiplyExact(of(view.offset()), view.type().bytes());
  }

  /** The tensor that a view shows of its buffer's memory. */
  Tensor tensor(TensorView view, MemorySegment memory) {
    return Tensor.of(view.type(), of(view.sizes()), of(view.strides()), memory.asSlice(start(view)));
  }

  /** The symbols with their values, for people; empty where there are none. */
  String text() {
    return IntStream.range(0, values.length)
        .mapToObj(i -> names.get(i) + " = " + values[i])
        .collect(Collectors.joining(", "));
  }
}
