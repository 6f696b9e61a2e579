package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Activation functions, each also in place where PyTorch has that. NaN stays NaN. */
final class ActivationRules {

  private final Map<String, Rule> rules;

  private ActivationRules(Map<String, Rule> rules) {
    this.rules = rules;
  }

  static void register(Map<String, Rule> rules) {
    var table = new ActivationRules(rules);
    table.bounded();
    table.rectifiers();
    table.exponential();
    rules.put("aten::prelu.default", ActivationRules::prelu);
    rules.put("aten::glu.default", ActivationRules::glu);
    rules.put("aten::log_sigmoid_forward.default", rules.get("aten::log_sigmoid.default"));
  }

  private void bounded() {
    put("relu6", (call, x) -> clamp(x, 0, 6));
    put("hardtanh", (call, x) -> clamp(x, call.real("min_val", -1), call.real("max_val", 1)));
    put("hardsigmoid", (call, x) -> sixth(clamp(plus(x, 3), 0, 6)));
    put("hardswish", (call, x) -> sixth(Formulas.multiply(x, clamp(plus(x, 3), 0, 6))));
    put("softsign", (call, x) -> Formulas.divide(x, plus(Formulas.unary(UnaryFunction.ABS, x), 1)));
  }

  private void rectifiers() {
    put(
        "leaky_relu",
        (call, x) -> ifAbove(x, 0, x, Formulas.multiply(x, call.real("negative_slope", 0.01))));
    put("rrelu", ActivationRules::meanSlope);
    put("rrelu_with_noise", ActivationRules::meanSlope);
    rules.put(
        "aten::rrelu_with_noise_functional.default",
        call -> List.of(
            Elementwise.rule(Kind.RESULT, x -> meanSlope(call, x.getFirst()), "self").lower(call).getFirst(),
            call.tensor("noise")));
    put("threshold", (call, x) -> {
      Expression value = Formulas.constant(call.real("value", 0), x.type());
      Expression limit = Formulas.constant(call.real("threshold", 0), x.type());
      return Formulas.choice(Formulas.binary(BinaryFunction.LE, x, limit), value, x);
    });
    put("hardshrink", (call, x) -> {
      double limit = call.real("lambd", 0.5);
      Expression isNear = Formulas.binary(
          BinaryFunction.LE, Formulas.unary(UnaryFunction.ABS, x), Formulas.constant(limit, x.type()));
      return Formulas.choice(isNear, Formulas.constant(0, x.type()), x);
    });
    put("softshrink", (call, x) -> {
      double limit = call.real("lambd", 0.5);
      Expression below = Formulas.choice(
          Formulas.binary(BinaryFunction.LT, x, Formulas.constant(-limit, x.type())), plus(x, limit),
          Formulas.multiply(x, 0));
      return ifAbove(x, limit, plus(x, -limit), below);
    });
  }

  private void exponential() {
    put(
        "elu",
        (call, x) -> exponentialUnit(x, call.real("alpha", 1), call.real("scale", 1), call.real("input_scale", 1)));
    put("celu", (call, x) -> exponentialUnit(x, call.real("alpha", 1), 1, 1 / call.real("alpha", 1)));
    put("selu", (call, x) -> exponentialUnit(x, 1.6732632423543772, 1.0507009873554805, 1));
    put("softplus", (call, x) -> softplus(x, call.real("beta", 1), call.real("threshold", 20)));
    put(
        "mish",
        (call, x) -> Formulas.multiply(x, Formulas.unary(UnaryFunction.TANH, softplus(x, 1, 20))));
    put("log_sigmoid", (call, x) -> {
      Expression tail = logOfOnePlus(
          Formulas.unary(
              UnaryFunction.EXP, Formulas.unary(UnaryFunction.NEG, Formulas.unary(UnaryFunction.ABS, x))));
      return Formulas.subtract(
          Formulas.binary(BinaryFunction.MINIMUM, x, Formulas.constant(0, x.type())), tail);
    });
  }

  private void put(String name, BiFunction<Call, Expression, Expression> formula) {
    rules.put(
        "aten::" + name + ".default",
        call -> Elementwise.rule(Kind.RESULT, x -> formula.apply(call, x.getFirst()), "self").lower(call));
    rules.put(
        "aten::" + name + "_.default",
        call -> Elementwise.inPlace(Kind.RESULT, x -> formula.apply(call, x.getFirst()), "self").lower(call));
  }

  /** x where positive, else x times the weight of its channel, at dimension 1, or of all. */
  private static List<TensorValue> prelu(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue weight = call.tensor("weight");
    DataType compute = Formulas.computeType(self.type());
    List<Index> sizes = self.sizes();
    boolean isShared = Index.product(weight.sizes()).isConstant(1);
    Index channel = isShared ? Index.of(0) : Index.axis(1);
    Expression slope = Formulas.cast(
        call.nodes().load(weight, weight.rank() == 0 ? List.of() : List.of(channel), sizes), compute);
    Expression x = Formulas.cast(call.nodes().load(self, sizes), compute);
    Expression value = ifAbove(x, 0, x, Formulas.multiply(slope, x));
    return List.of(call.nodes().compute(self.device(), sizes, Formulas.cast(value, self.type())));
  }

  /** The first half of a dimension times the sigmoid of the second. */
  private static List<TensorValue> glu(Call call) {
    TensorValue self = call.tensor("self");
    int dimension = self.dimension(call.integer("dim", -1));
    List<Index> sizes = call.outputSizes();
    Index half = sizes.get(dimension);
    DataType compute = Formulas.computeType(self.type());
    TensorValue first = Views.slice(self, dimension, Index.of(0), Index.of(1), half);
    TensorValue second = Views.slice(self, dimension, half, Index.of(1), half);
    Expression gate =
        Formulas.unary(UnaryFunction.SIGMOID, Formulas.cast(call.nodes().load(second, sizes), compute));
    Expression value = Formulas.multiply(Formulas.cast(call.nodes().load(first, sizes), compute), gate);
    return List.of(call.nodes().compute(self.device(), sizes, Formulas.cast(value, self.type())));
  }

  private static Expression exponentialUnit(Expression x, double alpha, double scale, double inputScale) {
    Expression exp = Formulas.unary(UnaryFunction.EXP, Formulas.multiply(x, inputScale));
    return ifAbove(x, 0, Formulas.multiply(x, scale), Formulas.multiply(plus(exp, -1), alpha * scale));
  }

  private static Expression softplus(Expression x, double beta, double threshold) {
    Expression scaled = Formulas.multiply(x, beta);
    Expression soft = Formulas.divide(
        logOfOnePlus(Formulas.unary(UnaryFunction.EXP, scaled)), Formulas.constant(beta, x.type()));
    return ifAbove(scaled, threshold, x, soft);
  }

  private static Expression logOfOnePlus(Expression x) {
    return Formulas.unary(UnaryFunction.LOG, plus(x, 1));
  }

  private static Expression ifAbove(Expression x, double limit, Expression then, Expression otherwise) {
    return Formulas.choice(
        Formulas.binary(BinaryFunction.GT, x, Formulas.constant(limit, x.type())), then, otherwise);
  }

  private static Expression clamp(Expression x, double least, double most) {
    return Formulas.binary(
        BinaryFunction.MINIMUM,
        Formulas.binary(BinaryFunction.MAXIMUM, x, Formulas.constant(least, x.type())),
        Formulas.constant(most, x.type()));
  }

  private static Expression plus(Expression x, double number) {
    return Formulas.add(x, Formulas.constant(number, x.type()));
  }

  private static Expression sixth(Expression x) {
    return Formulas.divide(x, Formulas.constant(6, x.type()));
  }

  /** A randomised slope below 0 is its mean where nothing is trained. */
  private static Expression meanSlope(Call call, Expression x) {
    if (call.truth("training", false)) {
      throw new UnsupportedException("random slopes");
    }
    double slope = (call.real("lower", 1.0 / 8) + call.real("upper", 1.0 / 3)) / 2;
    return ifAbove(x, 0, x, Formulas.multiply(x, slope));
  }
}
