package graft.compiler.lowering;

import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.TensorView;
import java.util.List;
import java.util.TreeSet;

/** The size symbols that a step's code and its buffers' sizes mention, sorted. */
final class Symbols {

  private final TreeSet<String> names = new TreeSet<>();

  private Symbols() {}

  static List<String> of(Step step) {
    var symbols = new Symbols();
    step.buffers().forEach(buffer -> buffer.memory().ifPresent(symbols::addView));
    if (step.body() instanceof LoopNest nest) {
      symbols.addAll(nest.extents());
      nest.reduction().ifPresent(reduction -> symbols.addAll(reduction.extents()));
      nest.value().forEachPart(expression -> {}, symbols::addPart);
      symbols.add(nest.offset());
    } else if (step.body() instanceof ExternCall call) {
      call.operands().forEach(operand -> symbols.addOperand(operand.operand()));
      call.results().forEach(symbols::addView);
    }
    return List.copyOf(symbols.names);
  }

  private void addOperand(Operand operand) {
    switch (operand) {
      case Operand.Tensor tensor -> addView(tensor.view());
      case Operand.Tensors tensors -> tensors.views().forEach(this::addView);
      case Operand.Whole number -> add(number.value());
      case Operand.Wholes numbers -> addAll(numbers.values());
      default -> {
        // Constants mention no symbol.
      }
    }
  }

  private void addView(TensorView view) {
    addAll(view.sizes());
    addAll(view.strides());
    add(view.offset());
  }

  private void addAll(List<Index> indexes) {
    indexes.forEach(this::add);
  }

  private void add(Index index) {
    index.forEachPart(expression -> {}, this::addPart);
  }

  private void addPart(Index part) {
    if (part instanceof Index.Symbol symbol) {
      names.add(symbol.name());
    }
  }
}
