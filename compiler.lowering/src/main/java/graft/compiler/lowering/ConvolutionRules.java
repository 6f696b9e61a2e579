package graft.compiler.lowering;

import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.schedule.Operator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Convolutions: every form becomes a call of {@code convolution} with a batch and one number for each spatial dimension. */
final class ConvolutionRules {

  private static final Operator CONVOLUTION = new Operator("aten::convolution", "out");

  private ConvolutionRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put(
        "aten::convolution.default", call -> convolve(call, call.tensor("weight").rank() - 2, transposed(call)));
    for (int i = 1; i <= 3; i++) {
      int spatial = i;
      rules.put("aten::conv" + i + "d.default", call -> convolve(call, spatial, false));
      rules.put("aten::conv" + i + "d.padding", call -> convolve(call, spatial, false));
      String overload = i == 1 ? "default" : "input";
      rules.put("aten::conv_transpose" + i + "d." + overload, call -> convolve(call, spatial, true));
    }
  }

  private static boolean transposed(Call call) {
    return call.truth("transposed", false);
  }

  private static List<TensorValue> convolve(Call call, int spatial, boolean isTransposed) {
    TensorValue input = call.tensor("input");
    TensorValue weight = call.tensor("weight");
    boolean isBatch = input.rank() == spatial + 2;
    TensorValue given = isBatch ? input : Views.unsqueeze(input, 0);
    var sizes = new ArrayList<>(call.outputSizes());
    if (!isBatch) {
      sizes.addFirst(Index.of(1));
    }
    new ConvolutionShape(call, given, weight, isTransposed).check(sizes);
    DimensionOrder order = order(input.device(), sizes);
    TensorValue images = Affine.of(given.offset(), given.rank()).isPresent() ? given : call.nodes().copy(given, order);
    List<Long> dilation = along(call, "dilation", spatial, 1);
    var operands = new ArrayList<NamedOperand>();
    operands.add(tensor(call, "input", images));
    operands.add(tensor(call, "weight", weight));
    call.optionalTensor("bias").ifPresent(bias -> operands.add(tensor(call, "bias", bias)));
    operands.add(numbers("stride", along(call, "stride", spatial, 1)));
    operands.add(numbers("padding", padding(call, weight, dilation)));
    operands.add(numbers("dilation", dilation));
    operands.add(new NamedOperand("transposed", new Operand.Truth(isTransposed)));
    operands.add(numbers("output_padding", along(call, "output_padding", spatial, 0)));
    operands.add(new NamedOperand("groups", new Operand.Whole(call.index("groups", 1))));
    TensorValue result = call.nodes().call(CONVOLUTION, operands, input.type(), input.device(), sizes, order);
    return List.of(isBatch ? result : Views.select(result, 0, Index.of(0)));
  }

  /** On the CPU channels come last, as TorchInductor lays out ({@code decide_layout_opt}, torch/_inductor/graph.py). */
  private static DimensionOrder order(String device, List<Index> sizes) {
    return device.equals("cpu") && DimensionOrder.hasChannels(sizes)
        ? DimensionOrder.channelsLast(sizes.size())
        : DimensionOrder.rowMajor(sizes.size());
  }

  /** How much is padded in front. "same" puts what is left over at the end, where the result's size says how much. */
  private static List<Long> padding(Call call, TensorValue weight, List<Long> dilation) {
    int spatial = weight.rank() - 2;
    if (!call.operator().overload().equals("padding")) {
      return along(call, "padding", spatial, 0);
    }
    return switch (call.text("padding", "valid")) {
      case "valid" -> Collections.nCopies(spatial, 0L);
      case "same" -> {
        var front = new ArrayList<Long>();
        for (int i = 0; i < spatial; i++) {
          front.add(dilation.get(i) * (fixed(weight.sizes().get(i + 2)) - 1) / 2);
        }
        yield front;
      }
      case String other -> throw new UnsupportedException("padding " + other);
    };
  }

  private static long fixed(Index size) {
    if (size instanceof Index.Constant constant) {
      return constant.value();
    }
    throw new UnsupportedException("a kernel of the symbolic size " + size.text());
  }

  /** An argument with one number for each spatial dimension, or one for all. */
  static List<Long> along(Call call, String name, int spatial, long ifMissing) {
    List<Long> numbers = call.integers(name);
    return switch (numbers.size()) {
      case 0 -> Collections.nCopies(spatial, ifMissing);
      case 1 -> Collections.nCopies(spatial, numbers.getFirst());
      default -> numbers;
    };
  }

  private static NamedOperand tensor(Call call, String name, TensorValue tensor) {
    return new NamedOperand(name, new Operand.Tensor(call.nodes().view(tensor)));
  }

  private static NamedOperand numbers(String name, List<Long> numbers) {
    return new NamedOperand(name, new Operand.Wholes(numbers.stream().map(Index::of).toList()));
  }
}
