package graft.compiler.lowering;

import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.model.Argument;
import graft.compiler.api.model.OperatorCall;
import graft.compiler.api.schedule.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Operators that stay calls: those of PyTorch that have no loops here, and custom operators. */
final class FallbackRules {

  /** The higher-order operator by which PyTorch makes a call functional that writes into its arguments. */
  static final String AUTO_FUNCTIONALIZED = "higher_order::auto_functionalized.default";

  private static final Operator EMBEDDING_BAG = new Operator("aten::embedding_bag", "padding_idx");

  private FallbackRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::view.dtype", FallbackRules::reinterpret);
    for (String name : List.of(
        "sort.default", "sort.stable", "topk.default", "cumsum.default", "cumprod.default", "logcumsumexp.default",
        "cummax.default", "cummin.default", "masked_scatter.default", "frexp.Tensor")) {
      rules.put("aten::" + name, FallbackRules::call);
    }
    for (String name : List.of(
        "_embedding_bag.default", "_embedding_bag_forward_only.default", "embedding_bag.default",
        "embedding_bag.padding_idx")) {
      rules.put("aten::" + name, FallbackRules::embeddingBag);
    }
    rules.put(AUTO_FUNCTIONALIZED, FallbackRules::functionalized);
  }

  /** The operator that a call is about: for {@link #AUTO_FUNCTIONALIZED} the one that it wraps. */
  static Operator operator(OperatorCall call) {
    if (call.target().qualifiedName().equals(AUTO_FUNCTIONALIZED)) {
      for (OperatorCall.NamedArgument input : call.inputs()) {
        if (input.value() instanceof Argument.Callee callee) {
          return callee.operator();
        }
      }
    }
    return call.target();
  }

  /** The bytes of a tensor as another type. */
  private static List<TensorValue> reinterpret(Call call) {
    TensorValue self = call.tensor("self");
    if (self.type() == call.output().type()) {
      return List.of(self);
    }
    return call.nodes()
        .fallback(
            call.operator(), operands(call), self.device(), results(call), Optional.of(self), List.of(), true);
  }

  /** A call of the operator as it is, which makes its results. */
  private static List<TensorValue> call(Call call) {
    String packet = call.operator().packet();
    // In place, the kernel computes anew; the caller puts the result where it belongs.
    Operator operator = packet.endsWith("_")
        ? new Operator(packet.substring(0, packet.length() - 1), call.operator().overload())
        : call.operator();
    return call(call, operator, operands(call));
  }

  /** The first result; the others serve training alone. */
  private static List<TensorValue> embeddingBag(Call call) {
    for (String name : call.defines().subList(1, call.defines().size())) {
      if (Liveness.isUsed(call.graph(), name)) {
        throw new UnsupportedException("result " + name + " serves training alone, and is used");
      }
    }
    return call(call, EMBEDDING_BAG, operands(call), results(call).subList(0, 1));
  }

  /** A call of a kernel that makes the call's results. */
  static List<TensorValue> call(Call call, Operator operator, List<NamedOperand> operands) {
    return call(call, operator, operands, results(call));
  }

  /** A call of a kernel that makes results like these. */
  static List<TensorValue> call(Call call, Operator operator, List<NamedOperand> operands, List<TensorValue> results) {
    return call.nodes().fallback(operator, operands, device(call), results, Optional.empty(), List.of(), true);
  }

  /** A custom operator. */
  static List<TensorValue> custom(Call call, Kernel kernel) {
    var mutated = new ArrayList<TensorValue>();
    for (String name : kernel.mutates()) {
      call.optionalTensor(name).ifPresent(mutated::add);
    }
    return call.nodes()
        .fallback(
            call.operator(),
            operands(call, kernel.mutates()),
            device(call),
            results(call),
            Optional.empty(),
            mutated,
            kernel.isCapturable());
  }

  /**
   * A custom operator that writes into arguments, as PyTorch decomposes it: the call returns what they hold afterwards. An
   * argument that nobody looks at later is written in place, another is copied first.
   */
  private static List<TensorValue> functionalized(Call call) {
    Operator operator = operator(call.source());
    Kernel kernel = call.kernels()
        .find(operator)
        .orElseThrow(() -> new UnsupportedException("no kernel for " + operator.qualifiedName()));
    var operands = new ArrayList<NamedOperand>();
    var mutated = new ArrayList<TensorValue>();
    for (OperatorCall.NamedArgument input : call.source().inputs()) {
      if (kernel.mutates().contains(input.name()) && input.value() instanceof Argument.Tensor) {
        TensorValue original = call.tensor(input.value());
        TensorValue target = Liveness.isNeededAfter(call, original) ? call.nodes().clone(original) : original;
        mutated.add(target);
        operands.add(new NamedOperand(input.name(), new Operand.Tensor(call.nodes().view(target))));
      } else if (!(input.value() instanceof Argument.Callee)) {
        operands.add(new NamedOperand(input.name(), operand(call, input.value())));
      }
    }
    List<TensorValue> returned =
        results(call).subList(0, Math.max(call.defines().size() - mutated.size(), 0));
    var values = new ArrayList<TensorValue>(
        call.nodes()
            .fallback(
                operator, operands, device(call), returned, Optional.empty(), mutated, kernel.isCapturable()));
    values.addAll(mutated);
    return values;
  }

  private static String device(Call call) {
    for (OperatorCall.NamedArgument input : call.source().inputs()) {
      if (input.value() instanceof Argument.Tensor) {
        return call.tensor(input.value()).device();
      }
    }
    return call.defines().isEmpty() ? "cpu" : call.output().device();
  }

  private static List<TensorValue> results(Call call) {
    return call.defines().stream()
        .map(call.graph()::tensor)
        .map(meta -> TensorValue.whole(meta.type(), meta.device(), Sizes.of(meta.sizes())))
        .toList();
  }

  private static List<NamedOperand> operands(Call call) {
    return operands(call, Set.of());
  }

  /** What is passed; the tensors that the operator writes into as they are. */
  private static List<NamedOperand> operands(Call call, Collection<String> mutated) {
    return call.source().inputs().stream()
        .map(
            input -> new NamedOperand(
                input.name(),
                mutated.contains(input.name()) && input.value() instanceof Argument.Tensor tensor
                    ? new Operand.Tensor(call.nodes().view(call.tensor(tensor)))
                    : operand(call, input.value())))
        .toList();
  }

  private static Operand operand(Call call, Argument argument) {
    return switch (argument) {
      case Argument.None nothing -> Operand.Nothing.INSTANCE;
      case Argument.Tensor tensor -> new Operand.Tensor(call.nodes().plainView(call.tensor(tensor)));
      case Argument.Tensors list ->
        new Operand.Tensors(
            list.names().stream()
                .map(name -> call.nodes().plainView(call.tensor(new Argument.Tensor(name))))
                .toList());
      case Argument.Int number -> new Operand.Whole(Index.of(number.value()));
      case Argument.Symbol symbol -> new Operand.Whole(call.index(symbol));
      case Argument.Ints list -> new Operand.Wholes(list.values().stream().map(Index::of).toList());
      case Argument.Scalars list -> new Operand.Wholes(list.values().stream().map(call::index).toList());
      case Argument.Real number -> new Operand.Real(number.value());
      case Argument.Reals list -> new Operand.Reals(list.values());
      case Argument.Bool truth -> new Operand.Truth(truth.value());
      case Argument.Text text -> new Operand.Text(text.value());
      case Argument.Type type -> new Operand.Type(type.value());
      default -> throw new UnsupportedException("cannot pass " + argument + " to a kernel");
    };
  }
}
