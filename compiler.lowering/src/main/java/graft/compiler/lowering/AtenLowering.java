package graft.compiler.lowering;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowering;
import graft.compiler.api.lower.UnknownOperatorsException;
import graft.compiler.api.model.Argument;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.OperatorCall;
import graft.compiler.api.model.SymBool;
import graft.compiler.api.model.SymFloat;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.model.ValueMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Lowers PyTorch's operators one after the other, each by its rule, a custom one to a call of its kernel. */
@Component
public final class AtenLowering implements Lowering {

  /** The code of errors about known operators that are called in an unknown way. */
  private static final String CODE = "unsupported";

  private final Map<String, Rule> rules;

  /** All rules. */
  public AtenLowering() {
    var all = new HashMap<String, Rule>();
    PointwiseRules.register(all);
    DivisionRules.register(all);
    LogicRules.register(all);
    ChoiceRules.register(all);
    ViewRules.register(all);
    StridedRules.register(all);
    CopyRules.register(all);
    FillRules.register(all);
    RearrangementRules.register(all);
    PaddingRules.register(all);
    ReductionRules.register(all);
    ExtremeRules.register(all);
    VarianceRules.register(all);
    MatrixRules.register(all);
    IndexRules.register(all);
    ScatterRules.register(all);
    JoinRules.register(all);
    FoldRules.register(all);
    GridSampleRules.register(all);
    ActivationRules.register(all);
    ConvolutionRules.register(all);
    PoolingRules.register(all);
    NormalizationRules.register(all);
    BatchStatisticsRules.register(all);
    NormRules.register(all);
    DropoutRules.register(all);
    AttentionRules.register(all);
    ResamplingRules.register(all);
    PixelRules.register(all);
    FallbackRules.register(all);
    NumberRules.register(all);
    ContractionRules.register(all);
    RecurrentRules.register(all);
    SortedRules.register(all);
    ModeRules.register(all);
    GridRules.register(all);
    GatherRules.register(all);
    LossRules.register(all);
    MembershipRules.register(all);
    GroupedProductRules.register(all);
    DistanceRules.register(all);
    CrossEntropyRules.register(all);
    SpecialRules.register(all);
    BlockRules.register(all);
    TrapezoidRules.register(all);
    AntialiasRules.register(all);
    DeterminantRules.register(all);
    FactorRules.register(all);
    SpectrumRules.register(all);
    TensorEquationRules.register(all);
    ReflectionRules.register(all);
    PlacedRules.register(all);
    BesselRules.register(all);
    ZetaRules.register(all);
    PairRules.register(all);
    MarginRules.register(all);
    AffineGridRules.register(all);
    AliasRules.register(all);
    rules = Map.copyOf(all);
  }

  /** The operators that have rules: {@code aten::name.overload}. */
  Set<String> operators() {
    return rules.keySet();
  }

  @Override
  public Lowered lower(ExportedModel model, Kernels kernels) {
    refuseUnknown(model, kernels);
    var binding = new ModelBinding(model);
    var nodes = new Nodes();
    try {
      Map<String, TensorValue> tensors = binding.inputs(nodes);
      for (int position = 0; position < model.graph().calls().size(); position++) {
        var call = new Call(nodes, kernels, model.graph(), position, tensors);
        if (!isAboutSizes(call.source(), model)) {
          define(model, call);
        }
      }
      return binding.finish(nodes, tensors);
    } catch (UnsupportedException | IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new CompileException(CODE, model.name() + ": " + e.getMessage());
    }
  }

  private void define(ExportedModel model, Call call) {
    List<String> names = call.defines();
    List<TensorValue> values;
    try {
      values = lower(call);
    } catch (UnsupportedException | IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new CompileException(
          CODE,
          model.name() + ": " + call.operator().qualifiedName() + " at " + place(call.source(), call.position()) + ": "
              + e.getMessage());
    }
    for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
      call.tensors().put(names.get(i), values.get(i));
    }
  }

  /** What the rule makes, which must be what the archive says. */
  private List<TensorValue> lower(Call call) {
    List<String> names = call.defines();
    List<TensorValue> values = rule(call.source(), call.kernels()).orElseThrow().lower(call);
    for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
      // Of the states of recurrent networks 2.9.0 says a dimension more than there is.
      boolean isKnown = call.defines().size() == 1 || !RecurrentRules.knows(call.operator());
      if (isKnown && call.graph().values().get(names.get(i)) instanceof TensorMeta meta) {
        Agreement.result(values.get(i), meta, names.get(i));
      }
    }
    return values;
  }

  private Optional<Rule> rule(OperatorCall call, Kernels kernels) {
    String name = call.target().qualifiedName();
    Rule rule = rules.get(name);
    // By PyTorch's convention, add_ is add in place.
    Rule ofAnew = rules.get(name.replaceFirst("_\\.", "."));
    if (rule == null && ofAnew != null && call.input("self").isPresent()) {
      rule = ScatterRules.inPlace(ofAnew);
    }
    return rule != null
        ? Optional.of(rule)
        : kernels.find(call.target()).map(kernel -> custom -> FallbackRules.custom(custom, kernel));
  }

  private void refuseUnknown(ExportedModel model, Kernels kernels) {
    var unknown = new LinkedHashMap<String, List<String>>();
    List<OperatorCall> calls = model.graph().calls();
    for (int position = 0; position < calls.size(); position++) {
      OperatorCall call = calls.get(position);
      var operator = FallbackRules.operator(call);
      boolean isKnown = operator.equals(call.target())
          ? rule(call, kernels).isPresent()
          : kernels.find(operator).isPresent();
      if (!isKnown && !isAboutSizes(call, model)) {
        unknown.computeIfAbsent(operator.qualifiedName(), name -> new ArrayList<>()).add(place(call, position));
      }
    }
    if (!unknown.isEmpty()) {
      throw new UnknownOperatorsException(model.name(), unknown);
    }
  }

  /** Calls that only compute sizes are done: the exporter tells what each size is. */
  private static boolean isAboutSizes(OperatorCall call, ExportedModel model) {
    return !call.outputs().isEmpty()
        && call.outputs().stream()
            .allMatch(
                output -> output instanceof Argument.Symbol symbol
                    && isSize(model.graph().values().get(symbol.name())));
  }

  private static boolean isSize(@Nullable ValueMeta value) {
    return value instanceof SymInt || value instanceof SymFloat || value instanceof SymBool;
  }

  private static String place(OperatorCall call, int position) {
    var names = new ArrayList<String>();
    call.outputs().forEach(output -> output.forEachName(names::add));
    return names.isEmpty() ? "call " + position : names.getFirst();
  }
}
