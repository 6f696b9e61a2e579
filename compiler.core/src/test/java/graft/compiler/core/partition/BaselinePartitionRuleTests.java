package graft.compiler.core.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.api.stage.PartitionQuestion;
import graft.compiler.api.stage.Verdict;
import graft.compiler.core.GraphBuilder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselinePartitionRuleTests {

  private static Verdict ask(Node node, CompileOptions options) {
    return new BaselinePartitionRule()
        .decide(
            new PartitionQuestion(node, options, part -> ask(part, options)),
            _ -> {
              throw new AssertionError("the baseline ends the chain");
            });
  }

  private static Node.Single node(Operation operation, boolean gpu) {
    return new Node.Single(
        "op0",
        List.of("buf0"),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        gpu ? "cuda:0" : "cpu",
        gpu,
        List.of(),
        operation);
  }

  private static Operation operation(String kind, boolean unbacked, boolean unsafe) {
    return new Operation(kind, Optional.empty(), true, unbacked, unsafe);
  }

  private static String rule(Node node) {
    return ask(node, CompileOptions.DEFAULT).rule();
  }

  @Test
  void keepsAKernelOnAGpu() {
    assertThat(ask(node(GraphBuilder.KERNEL, true), CompileOptions.DEFAULT)).isEqualTo(Verdict.KEEP);
  }

  @Test
  void splitsWhatCannotBeCaptured() {
    assertThat(rule(node(GraphBuilder.KERNEL, false))).isEqualTo("not-on-gpu");
    assertThat(rule(node(operation(Operation.DEVICE_COPY, false, false), true))).isEqualTo("device-copy");
    assertThat(rule(node(operation(Operation.CONDITIONAL, false, false), true))).isEqualTo("conditional");
    assertThat(rule(node(operation(Operation.COMPUTED_BUFFER, true, false), true))).isEqualTo("unbacked-symbols");
    assertThat(rule(node(operation(Operation.FALLBACK_KERNEL, false, true), true))).isEqualTo("cudagraph-unsafe");
  }

  @Test
  void splitsAFusedNodeForAnyOfItsParts() {
    Node.Single kept = node(GraphBuilder.KERNEL, true);
    Node.Single split = node(operation(Operation.COMPUTED_BUFFER, true, false), true);
    assertThat(rule(fused(kept, kept))).isEqualTo("keep");
    assertThat(rule(fused(kept, split))).isEqualTo("unbacked-symbols");
  }

  private static Node fused(Node.Single... parts) {
    return new Node.Fused(
        "op0_op1",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "cuda:0",
        true,
        List.of(),
        List.of(parts));
  }

  @Test
  void splitsEverythingWhereNobodyCaptures() {
    var off = new CompileOptions(false, false, true, Set.of());
    var wrapped = new CompileOptions(false, true, true, Set.of());
    assertThat(ask(node(GraphBuilder.KERNEL, true), off).rule()).isEqualTo("no-cudagraphs");
    assertThat(ask(node(GraphBuilder.KERNEL, true), wrapped)).isEqualTo(Verdict.KEEP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"graph::op", "graph::op.default"})
  void splitsANamedOperatorByPacketOrOverload(String name) {
    Node node = node(GraphBuilder.fallback("graph::op", true), true);
    assertThat(ask(node, CompileOptions.DEFAULT.withSplit(List.of(name))).rule()).isEqualTo("named-operator");
    assertThat(ask(node, CompileOptions.DEFAULT.withSplit(List.of("graph::op.other", "graph::o"))))
        .isEqualTo(Verdict.KEEP);
  }

  @Test
  void diesOfANamedOperatorWithoutAnOrigin() {
    Node node = node(GraphBuilder.fallback("graph::op", false), true);
    assertThatThrownBy(() -> ask(node, CompileOptions.DEFAULT.withSplit(List.of("graph::op"))))
        .isInstanceOfSatisfying(
            DefectException.class,
            defect -> {
              assertThat(defect.code()).isEqualTo("defect.partition-rule");
              assertThat(defect.subject()).isEqualTo("graph::op");
              assertThat(defect.repairedBy()).isEqualTo("graft.patch.scheduler");
            });
  }

  @Test
  void asksOnlyFallbackCallsForTheirName() {
    var extern =
        new Operation(
            Operation.EXTERN_KERNEL_OUT, GraphBuilder.fallback("graph::op", false).operator(), false, false, false);
    assertThat(ask(node(extern, true), CompileOptions.DEFAULT.withSplit(List.of("graph::op")))).isEqualTo(Verdict.KEEP);
  }
}
