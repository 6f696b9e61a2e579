package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Index.Constant;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.schedule.Dimension;
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

  static Dimension dimension(Index size) {
    return size instanceof Constant constant
        ? new Dimension.Fixed(constant.value())
        : new Dimension.Symbolic(size.text());
  }

  static String text(List<Index> sizes) {
    return sizes.stream().map(Index::text).collect(Collectors.joining(", ", "[", "]"));
  }
}
