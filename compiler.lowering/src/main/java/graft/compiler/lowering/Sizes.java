package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Index.Constant;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.schedule.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Sizes in their three forms: of the model, as index expressions, and as schedules print them. */
final class Sizes {

  private Sizes() {}

  static Index of(SymInt size) {
    return switch (size) {
      case SymInt.Fixed fixed -> Index.of(fixed.value());
      case SymInt.Expression expression -> SymPyReader.read(expression.text());
    };
  }

  static List<Index> of(List<SymInt> sizes) {
    return sizes.stream().map(Sizes::of).toList();
  }

  /** The sizes to which tensors of these sizes are broadcast. */
  static List<Index> broadcast(List<Index> left, List<Index> right) {
    int rank = Math.max(left.size(), right.size());
    var sizes = new ArrayList<Index>();
    for (int i = rank; i > 0; i--) {
      Index first = i <= left.size() ? left.get(left.size() - i) : Index.of(1);
      Index second = i <= right.size() ? right.get(right.size() - i) : Index.of(1);
      sizes.add(first.isConstant(1) ? second : first);
    }
    return sizes;
  }

  static Dimension dimension(Index size) {
    return size instanceof Constant constant
        ? new Dimension.Fixed(constant.value())
        : new Dimension.Symbolic(size.text());
  }

  static String text(List<Index> sizes) {
    return sizes.stream().map(Index::text).collect(Collectors.joining(", ", "[", "]"));
  }
}
