package graft.compiler.jvm.replay;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowered.SizeSymbol;
import graft.compiler.api.lower.Lowered.Source;
import graft.compiler.api.model.SymbolRange;
import graft.compiler.api.program.InvalidInputException;
import graft.compiler.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a program takes: checks tensors against what the model expects and reads off the size symbols. */
final class Inputs {

  private final Lowered lowered;
  private final List<String> symbols;
  private final Set<String> written;

  Inputs(Lowered lowered) {
    this.lowered = lowered;
    this.symbols = lowered.symbols().stream().map(SizeSymbol::name).toList();
    this.written = Set.copyOf(lowered.schedule().mutationRealNames().values());
  }

  /** The size symbols, in the order of their values. */
  List<String> symbols() {
    return symbols;
  }

  /**
   * Checks all tensors of a call and reads off its sizes.
   *
   * @throws InvalidInputException if a tensor does not fit
   */
  BoundSizes sizes(Map<String, Tensor> inputs, Map<String, Tensor> state) {
    refuseUnknown(inputs);
    lowered.sources().forEach((name, source) -> {
      Tensor tensor = tensor(source, inputs, state);
      TensorView expected = memory(name);
      if (source instanceof Source.Folded) {
        return;
      }
      if (tensor == null) {
        throw invalid(source, "is missing; expected: " + text(expected));
      }
      if (tensor.type() != expected.type() || tensor.rank() != expected.sizes().size()) {
        throw invalid(source, "is " + tensor + "; expected: " + text(expected));
      }
    });
    long[] values = new long[symbols.size()];
    for (int i = 0; i < values.length; i++) {
      SizeSymbol symbol = lowered.symbols().get(i);
      Source source = source(symbol.input());
      Tensor tensor = tensor(source, inputs, state);
      values[i] = tensor == null ? 0 : tensor.shape()[symbol.dimension()];
      if (!symbol.range().contains(values[i])) {
        throw invalid(
            source,
            "dimension " + symbol.dimension() + " is " + values[i] + "; expected: " + text(symbol.range()));
      }
    }
    var sizes = new BoundSizes(symbols, values);
    lowered.sources().forEach((name, source) -> {
      Tensor tensor = tensor(source, inputs, state);
      if (tensor != null && !Arrays.equals(tensor.shape(), sizes.of(memory(name).sizes()))) {
        throw invalid(source,
            "is " + tensor + "; expected: " + text(memory(name)) + (symbols.isEmpty() ? "" : " with " + sizes.text()));
      }
    });
    return sizes;
  }

  /** The sizes of a model that has no size symbols. */
  BoundSizes fixedSizes() {
    return new BoundSizes(symbols, new long[0]);
  }

  /** Whether the model writes into a graph input. */
  boolean isWritten(String name) {
    return written.contains(name);
  }

  private void refuseUnknown(Map<String, Tensor> inputs) {
    var known = new ArrayList<String>();
    lowered.sources().values().forEach(source -> {
      if (source instanceof Source.UserInput) {
        known.add(source.name());
      }
    });
    for (String name : inputs.keySet()) {
      if (!known.contains(name)) {
        throw new InvalidInputException(
            lowered.model(), name, "is not an input; expected: " + String.join(", ", known));
      }
    }
  }

  private static @Nullable Tensor tensor(Source source, Map<String, Tensor> inputs, Map<String, Tensor> state) {
    return switch (source) {
      case Source.UserInput input -> inputs.get(input.name());
      case Source.State part -> state.get(part.name());
      case Source.Folded _ -> null;
    };
  }

  private Source source(String name) {
    Source source = lowered.sources().get(name);
    if (source == null) {
      throw new IllegalStateException(name + " stands for nothing");
    }
    return source;
  }

  private TensorView memory(String name) {
    TensorView memory = lowered.memory().get(name);
    if (memory == null) {
      throw new IllegalStateException(name + " has no shape");
    }
    return memory;
  }

  private InvalidInputException invalid(Source source, String problem) {
    return new InvalidInputException(lowered.model(), source.name(), problem);
  }

  private static String text(TensorView expected) {
    return expected.type().torchName()
        + expected.sizes().stream().map(Index::text).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String text(SymbolRange range) {
    return (range.min().isPresent() ? "at least " + range.min().getAsLong() : "")
        + (range.min().isPresent() && range.max().isPresent() ? " and " : "")
        + (range.max().isPresent() ? "at most " + range.max().getAsLong() : "");
  }
}
