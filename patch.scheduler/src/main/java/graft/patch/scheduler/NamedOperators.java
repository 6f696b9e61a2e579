package graft.patch.scheduler;

import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.stage.Fix;
import graft.compiler.api.stage.PartitionQuestion;
import graft.compiler.api.stage.PartitionRule;
import graft.compiler.api.stage.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Splits on operators by their name alone, without looking at where their node came from. */
@Fix(
    name = "scheduler",
    stage = PartitionRule.STAGE,
    runtime = "2.9.0",
    defect = "splitting on an operator that mutates its arguments ends the compile",
    upstream = "vLLM issue 26678, PyTorch PRs 163310 and 166458")
@Component(immediate = true, configurationPid = NamedOperators.PID)
@Designate(ocd = NamedOperators.Configuration.class)
@ServiceRanking(100)
public final class NamedOperators implements PartitionRule {

  static final String PID = "graft.patch.scheduler";

  private final Set<String> configured;

  /** The configuration that this fix brings; 2.9.0 has none. */
  @ObjectClassDefinition(
      name = "Graft: operators to split on",
      description = "In addition to those that a compile names itself.")
  @interface Configuration {

    /** Operators to split on, as {@code namespace::op} or {@code namespace::op.overload}. */
    @AttributeDefinition(name = "Operators", description = "namespace::op or namespace::op.overload")
    String[] custom__should__partition__ops() default {};
  }

  /** Called by the framework, anew when the configuration changes. */
  @Activate
  public NamedOperators(Configuration configuration) {
    this(Set.copyOf(List.of(configuration.custom__should__partition__ops())));
  }

  /** The fix with these operators configured. */
  public NamedOperators(Set<String> configured) {
    this.configured = Set.copyOf(configured);
  }

  @Override
  public Verdict decide(PartitionQuestion question, Function<PartitionQuestion, Verdict> next) {
    Optional<Operator> operator =
        question.node() instanceof Node.Single single ? single.operation().fallback() : Optional.empty();
    return operator
        .filter(op -> op.isNamedIn(configured) || op.isNamedIn(question.options().splitOperators()))
        .map(op -> Verdict.split("custom_should_partition_ops", op.packet() + " is to be split on"))
        .orElseGet(() -> next.apply(question));
  }
}
