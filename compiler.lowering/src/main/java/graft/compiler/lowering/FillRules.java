package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.model.Argument;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tensors made of one value, of numbers that follow each other, or of nothing. */
final class FillRules {

  private FillRules() {}

  static void register(Map<String, Rule> rules) {
    for (String name : List.of(
        "empty_like.default", "empty_permuted.default", "empty.memory_format", "empty_strided.default",
        "new_empty.default", "new_empty_strided.default")) {
      rules.put("aten::" + name, FillRules::empty);
    }
    for (String name : List.of("full.default", "full_like.default", "new_full.default")) {
      rules.put("aten::" + name, filled(call -> call.required("fill_value")));
    }
    for (String overload : List.of("Scalar", "Tensor")) {
      rules.put("aten::fill." + overload, filled(call -> call.required("value")));
      rules.put("aten::fill_." + overload, inPlace(call -> call.required("value")));
    }
    rules.put("aten::zero_.default", inPlace(call -> new Argument.Int(0)));
    rules.put("aten::scalar_tensor.default", filled(call -> call.required("s")));
    for (String name : List.of("zeros.default", "zeros_like.default", "new_zeros.default")) {
      rules.put("aten::" + name, filled(call -> new Argument.Int(0)));
    }
    for (String name : List.of("ones.default", "ones_like.default", "new_ones.default")) {
      rules.put("aten::" + name, filled(call -> new Argument.Int(1)));
    }
    for (String overload : List.of("default", "start", "start_step")) {
      rules.put("aten::arange." + overload, FillRules::arange);
    }
  }

  private static List<TensorValue> empty(Call call) {
    return List.of(call.nodes().empty(call.output().type(), call.output().device(), call.outputSizes()));
  }

  private static Rule filled(Function<Call, Argument> value) {
    return call -> {
      Expression element = Elementwise.operand(call, value.apply(call), call.outputSizes(), call.output().type());
      return List.of(call.nodes().compute(call.output().device(), call.outputSizes(), element));
    };
  }

  private static Rule inPlace(Function<Call, Argument> value) {
    return call -> {
      TensorValue target = call.tensor("self");
      call.nodes().assign(target, Elementwise.operand(call, value.apply(call), target.sizes(), target.type()));
      return List.of(target);
    };
  }

  /** {@code start + i · step}, of integers exactly, else in double precision, as PyTorch has it. */
  private static List<TensorValue> arange(Call call) {
    List<Index> sizes = call.outputSizes();
    boolean isWhole = !isReal(call, "start") && !isReal(call, "step");
    Expression value = isWhole
        ? Formulas.position(Index.axis(0).times(call.index("step", 1)).plus(call.index("start", 0)))
        : Formulas.add(
            number(call, "start", 0),
            Formulas.multiply(
                number(call, "step", 1),
                Formulas.cast(Formulas.position(Index.axis(0)), DataType.FLOAT64)));
    return List.of(
        call.nodes().compute(call.output().device(), sizes, Formulas.cast(value, call.output().type())));
  }

  private static boolean isReal(Call call, String name) {
    return call.argument(name).filter(Argument.Real.class::isInstance).isPresent();
  }

  private static Expression number(Call call, String name, long ifMissing) {
    return Elementwise.operand(
        call, call.argument(name).orElse(new Argument.Int(ifMissing)), List.of(), DataType.FLOAT64);
  }
}
