package graft.compiler.core.partition;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.stage.PartitionQuestion;
import graft.compiler.api.stage.PartitionRule;
import graft.compiler.api.stage.Verdict;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;

/**
 * {@code Scheduler.should_partition} of PyTorch 2.9.0.
 *
 * <p>Its defect: for an operator that the user named, 2.9.0 calls a function registered per overload with the arguments of the
 * node's origin, and an operator that mutates its arguments has none, so the compile dies in an assertion.
 */
@Component(immediate = true)
public final class BaselinePartitionRule implements PartitionRule {

  @Override
  public Verdict decide(PartitionQuestion question, Function<PartitionQuestion, Verdict> next) {
    CompileOptions options = question.options();
    Node node = question.node();
    if (node instanceof Node.Single single) {
      Operator fallback = single.operation().fallback().orElse(null);
      if (fallback != null && fallback.isNamedIn(options.splitOperators())) {
        return named(single, fallback);
      }
    }
    if (!options.cudagraphs() && !options.customPartitionWrapper()) {
      return Verdict.split("no-cudagraphs", "CUDA graphs are off");
    }
    return switch (node) {
      case Node.Fused fused -> fused(fused, question.parts());
      case Node.Single single -> single(single);
    };
  }

  private static Verdict named(Node.Single node, Operator operator) {
    if (!node.operation().hasOrigin()) {
      throw new DefectException(
          STAGE,
          operator.packet(),
          "graft.patch.scheduler",
          "partition-rule: %s at node %s is to be split on but has no origin, because it mutates its arguments; graft.patch.scheduler repairs this"
              .formatted(operator.packet(), node.name()));
    }
    return Verdict.split("named-operator", operator.packet() + " is to be split on");
  }

  private static Verdict fused(Node.Fused node, Function<Node, Verdict> parts) {
    for (Node part : node.parts()) {
      Verdict verdict = parts.apply(part);
      if (verdict.split()) {
        return verdict;
      }
    }
    return Verdict.KEEP;
  }

  private static Verdict single(Node.Single node) {
    Operation operation = node.operation();
    if (!node.gpu()) {
      return Verdict.split("not-on-gpu", "runs on " + node.device());
    }
    if (operation.kind().equals(Operation.DEVICE_COPY)) {
      return Verdict.split("device-copy", "copies between devices");
    }
    if (operation.kind().equals(Operation.CONDITIONAL)) {
      return Verdict.split("conditional", "branches on a condition");
    }
    if (operation.definesUnbackedSymbols()) {
      return Verdict.split("unbacked-symbols", "defines sizes that are known only when it has run");
    }
    if (operation.cudagraphUnsafe()) {
      String name = operation.operator().map(Operator::packet).orElse(operation.kind());
      return Verdict.split("cudagraph-unsafe", name + " must not be captured");
    }
    return Verdict.KEEP;
  }
}
