package graft.compiler.console.model;

import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Partition;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.console.plan.LineText;
import graft.compiler.console.text.Amounts;
import graft.compiler.console.text.LayoutText;
import graft.compiler.console.text.RecipeText;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** A compiled model for people. */
record CompiledText(PrintStream out) {

  void print(CompiledModel model) {
    out.println(model.name() + ": " + Amounts.count(model.facts().partitions(), "partition") + ", "
        + Amounts.count(model.facts().kernels(), "kernel") + ", compiled in "
        + Amounts.millis(model.facts().compileNanos()));
    out.println("  " + memory(model));
    signatures(model);
    model.plan().functions().forEach(this::function);
    out.println();
    RecipeText.print(model.recipe(), out, "  ");
    out.println();
  }

  /** The peak is estimated by the stages, before the arena is laid out; it counts results that they leave to the caller too. */
  private static String memory(CompiledModel model) {
    var peak =
        model.plan().functions().stream().flatMapToLong(function -> function.estimatedPeakBytes().stream()).max();
    CompiledModel.Facts facts = model.facts();
    return (peak.isPresent() ? "peak " + Amounts.bytes(peak.getAsLong()) + " estimated, " : "")
        + (facts.arenaBytes() == 0
            ? "arena laid out by each run, which knows the sizes"
            : "arena " + LayoutText.of(facts.arenaBytes(), facts.arenaLowerBound(), facts.arenaProof()));
  }

  private void signatures(CompiledModel model) {
    int functions = 0;
    for (Partition partition : model.plan().partitions()) {
      var signature = partition.signature();
      String where = signature.skipCudagraph() ? "in the caller" : "partition_" + functions++;
      out.println();
      out.println("  " + where + ", " + Amounts.count(partition.nodes().size(), "node"));
      out.println("    takes    " + names(signature.inputs()));
      out.println("    returns  " + names(signature.outputs()));
      out.println(
          "    frees    " + names(signature.inputs().stream().filter(signature.deallocated()::contains).toList()));
      KernelText.of(partition.nodes(), model.bodies()).print(out, "    ");
    }
  }

  private void function(FunctionPlan function) {
    String name = Optional.ofNullable(function.partition()).orElse(UndefinedName.CALLER);
    out.println();
    out.println("  " + name + ":");
    function.lines().stream().flatMap(line -> LineText.of(line).stream()).forEach(line -> out.println("    " + line));
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }
}
