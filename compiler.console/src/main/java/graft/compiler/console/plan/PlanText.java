package graft.compiler.console.plan;

import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Plan.StageNanos;
import graft.compiler.console.Failure;
import graft.compiler.console.text.Amounts;
import graft.compiler.console.text.LayoutText;
import graft.compiler.console.text.RecipeText;
import graft.compiler.console.text.Table;
import java.io.PrintStream;

/** A few aligned lines a file, for people. */
final class PlanText implements PlanReport {

  private static final int LISTED_AT_MOST = 10;

  private final PrintStream out;
  private final boolean full;
  private int files;
  private int failures;
  private int unusable;

  /** Writes to {@code out}, all partitions if {@code full}. */
  PlanText(PrintStream out, boolean full) {
    this.out = out;
    this.full = full;
  }

  @Override
  public void planned(PlannedFile planned) {
    files++;
    unusable += planned.plan().undefinedNames().isEmpty() ? 0 : 1;
    out.println(planned.file());
    summary(planned);
    partitions(planned.plan());
    out.println();
  }

  @Override
  public void failed(String file, Failure failure) {
    files++;
    failures++;
  }

  @Override
  public void end() {
    if (files > 1) {
      out.println(Amounts.count(files, "file") + ": " + (files - failures - unusable) + " planned, " + unusable
          + " with undefined names, " + failures + " failed");
    }
  }

  private void summary(PlannedFile planned) {
    Plan plan = planned.plan();
    var counts = LineCounts.of(planned);
    var table = new Table();
    table.row("case", planned.stored().name() + ", lowered by " + planned.stored().torch());
    table.row("runtime", RecipeText.line(plan.recipe()));
    table.row("nodes", plan.reordering().after().size() + ", " + order(planned));
    table.row("partitions", cut(plan));
    table.row("peak", peak(plan));
    table.row("memory", counts.allocated() + " allocated, " + counts.reused() + " reused, "
        + Amounts.count(counts.dropped(), "line") + " dropped");
    table.row("arena", planned.arena()
        .map(arena -> LayoutText.of(arena.height(), arena.lowerBound(), arena.proof())).orElse("unknown"));
    table.row("undefined", plan.undefinedNames().isEmpty() ? "none" : planned.undefined());
    table.row("time", time(planned));
    table.print(out, "  ");
  }

  private static String order(PlannedFile planned) {
    var before = planned.stored().schedule().nodes();
    var after = planned.plan().reordering().after();
    int moved = 0;
    for (int i = 0; i < after.size(); i++) {
      moved += after.get(i).name().equals(before.get(i).name()) ? 0 : 1;
    }
    return moved == 0 ? "order unchanged" : "order changed, " + moved + " stand elsewhere";
  }

  private static String cut(Plan plan) {
    long captured = plan.partitions().stream().filter(partition -> !partition.signature().skipCudagraph()).count();
    return plan.partitions().size() + ": " + captured + " captured, " + (plan.partitions().size() - captured)
        + " in the caller";
  }

  private static String peak(Plan plan) {
    var peak = plan.functions().stream().flatMapToLong(function -> function.estimatedPeakBytes().stream()).max();
    return peak.isPresent() ? Amounts.bytes(peak.getAsLong()) : "not estimated, as buffers are not reused";
  }

  private static String time(PlannedFile planned) {
    StageNanos nanos = planned.medians();
    String stages = Amounts.millis(nanos.reorder() + nanos.partition() + nanos.plan()) + ": reorder "
        + Amounts.millis(nanos.reorder()) + ", partition " + Amounts.millis(nanos.partition()) + ", plan "
        + Amounts.millis(nanos.plan());
    int repetitions = planned.nanos().size();
    return repetitions == 1 ? stages : stages + ", medians of " + repetitions;
  }

  private void partitions(Plan plan) {
    int listed = full ? plan.partitions().size() : Math.min(plan.partitions().size(), LISTED_AT_MOST);
    var table = new Table();
    table.row(new Table.Heading("partition"), new Table.Heading("nodes"), new Table.Heading("inputs"),
        new Table.Heading("outputs"), "where");
    int functions = 0;
    for (int i = 0; i < listed; i++) {
      var partition = plan.partitions().get(i);
      var signature = partition.signature();
      String where = signature.skipCudagraph() ? "in the caller" : "partition_" + functions++;
      table.row(i, partition.nodes().size(), signature.inputs().size(), signature.outputs().size(), where);
    }
    out.println();
    table.print(out, "  ");
    if (listed < plan.partitions().size()) {
      out.println("  and " + (plan.partitions().size() - listed) + " more, all with --full");
    }
  }
}
