package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.schedule.Node;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What stages 1 to 5 gave, in the form in which results of PyTorch 2.9.0 are stored: equal results are equal in everything that
 * is stored, orders included.
 *
 * @param afterMinimize names of the nodes after the first half of stage 2
 * @param after names of the nodes in their final order
 * @param partitions the cut graph
 * @param functions each partition function, then the caller, after memory planning
 * @param undefinedNames the findings
 */
record StoredResult(
    List<String> afterMinimize,
    List<String> after,
    List<Partition> partitions,
    List<FunctionPlan> functions,
    Set<UndefinedName> undefinedNames) {

  /** A partition by the names of its nodes. */
  record Partition(List<String> nodes, Signature signature) {}

  /** The same of a plan of ours. */
  static StoredResult of(Plan plan) {
    return new StoredResult(
        names(plan.reordering().afterMinimize()),
        names(plan.reordering().after()),
        plan.partitions().stream()
            .map(partition -> new Partition(names(partition.nodes()), partition.signature())).toList(),
        plan.functions(),
        Set.copyOf(plan.undefinedNames()));
  }

  /** Compares one thing after the other, so that a failure shows the first that differs and not all of both. */
  void mustBe(StoredResult expected, String description) {
    assertThat(afterMinimize).as("%s: afterMinimize", description).isEqualTo(expected.afterMinimize);
    assertThat(after).as("%s: after", description).isEqualTo(expected.after);
    assertThat(partitions).as("%s: partitions", description).containsExactlyElementsOf(expected.partitions);
    assertThat(functions).as("%s: functions", description).hasSameSizeAs(expected.functions);
    for (int i = 0; i < functions.size(); i++) {
      FunctionPlan function = functions.get(i);
      assertThat(function.lines()).as("%s: lines of %s", description, function.partition())
          .isEqualTo(expected.functions.get(i).lines());
      assertThat(function).as("%s: function", description).isEqualTo(expected.functions.get(i));
    }
    assertThat(undefinedNames).as("%s: undefinedNames", description).isEqualTo(expected.undefinedNames);
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream().map(Node::name).toList();
  }

  /** Reads the stored result of a compile that did not die. */
  static StoredResult read(Path file) {
    StoredJson json = StoredJson.read(file);
    StoredJson reorder = json.object("reorder");
    // Without CUDA graphs 2.9.0 does not reorder, and stores the order once.
    boolean reordered = reorder.has("after");
    return new StoredResult(
        reorder.texts(reordered ? "afterMinimize" : "before"),
        reorder.texts(reordered ? "after" : "before"),
        json.objects("partitions").stream().map(StoredResult::partition).toList(),
        json.objects("wrappers").stream().map(StoredResult::function).toList(),
        Set.copyOf(json.rows("undefinedNames").stream()
            .map(row -> new UndefinedName(row.get(0), row.get(1))).toList()));
  }

  private static Partition partition(StoredJson json) {
    List<String> inputs = json.texts("inputs");
    StoredJson deallocation = json.object("inputDeallocation");
    if (!List.copyOf(deallocation.fields().keySet()).equals(inputs)) {
      throw new IllegalArgumentException("inputDeallocation is to tell of each input, in order: " + json);
    }
    var deallocated = new HashSet<>(inputs);
    deallocated.removeIf(input -> !deallocation.flag(input));
    return new Partition(
        json.texts("nodes"),
        new Signature(
            inputs,
            json.texts("outputs"),
            deallocated,
            json.flag("skipCudagraph"),
            json.texts("constants"),
            json.texts("symbols")));
  }

  private static FunctionPlan function(StoredJson json) {
    OptionalLong peak = json.has("estimatedPeakBytes")
        ? OptionalLong.of(json.number("estimatedPeakBytes"))
        : OptionalLong.empty();
    return new FunctionPlan(
        json.has("partition") ? json.text("partition") : null,
        peak,
        json.objects("after").stream().map(StoredLines::line).toList());
  }
}
