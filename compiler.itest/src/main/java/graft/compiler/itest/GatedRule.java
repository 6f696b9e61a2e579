package graft.compiler.itest;

import graft.compiler.api.stage.PartitionQuestion;
import graft.compiler.api.stage.PartitionRule;
import graft.compiler.api.stage.Verdict;
import java.util.function.Function;

/** A rule that passes a gate at each question and needs another class behind it. Lives in a bundle of its own. */
public final class GatedRule implements PartitionRule {

  private final Runnable gate;

  /** A rule with this gate. */
  public GatedRule(Runnable gate) {
    this.gate = gate;
  }

  @Override
  public Verdict decide(PartitionQuestion question, Function<PartitionQuestion, Verdict> next) {
    gate.run();
    return Behind.decide(question, next);
  }

  /** Loaded when the gate has been passed for the first time. */
  static final class Behind {

    private Behind() {}

    static Verdict decide(PartitionQuestion question, Function<PartitionQuestion, Verdict> next) {
      return next.apply(question);
    }
  }
}
