package graft.compiler.console.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Partition;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Reordering;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.schedule.Node;
import graft.compiler.console.Failure;
import graft.compiler.console.text.JsonLines;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** One JSON object a file, with the names that stored schedules use. */
record PlanJson(PrintStream out) implements PlanReport {

  @Override
  public void planned(PlannedFile planned) {
    JsonLines.write(out, json -> write(planned, json));
  }

  @Override
  public void failed(String file, Failure failure) {
    JsonLines.write(out, json -> {
      json.writeStringField("file", file);
      failure.write(json);
    });
  }

  @Override
  public void end() {}

  private static void write(PlannedFile planned, JsonGenerator json) throws IOException {
    Plan plan = planned.plan();
    json.writeStringField("file", planned.file());
    json.writeStringField("runtime", plan.recipe().runtime());
    JsonLines.strings(json, "fixes", plan.recipe().fixes());
    write(plan.reordering(), json);
    json.writeArrayFieldStart("partitions");
    for (Partition partition : plan.partitions()) {
      write(partition, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("wrappers");
    for (FunctionPlan function : plan.functions()) {
      write(function, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("undefinedNames");
    for (UndefinedName name : plan.undefinedNames()) {
      json.writeArray(new String[]{name.function(), name.buffer()}, 0, 2);
    }
    json.writeEndArray();
    write(planned.medians(), json);
    write(planned.arena(), json);
  }

  private static void write(Reordering reordering, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("reorder");
    JsonLines.strings(json, "afterMinimize", names(reordering.afterMinimize()));
    JsonLines.strings(json, "after", names(reordering.after()));
    json.writeEndObject();
  }

  private static void write(Partition partition, JsonGenerator json) throws IOException {
    Signature signature = partition.signature();
    json.writeStartObject();
    JsonLines.strings(json, "nodes", names(partition.nodes()));
    JsonLines.strings(json, "inputs", signature.inputs());
    JsonLines.strings(json, "outputs", signature.outputs());
    json.writeObjectFieldStart("inputDeallocation");
    for (String input : signature.inputs()) {
      json.writeBooleanField(input, signature.deallocated().contains(input));
    }
    json.writeEndObject();
    json.writeBooleanField("skipCudagraph", signature.skipCudagraph());
    JsonLines.strings(json, "constants", signature.constants());
    JsonLines.strings(json, "symbols", signature.symbols());
    json.writeEndObject();
  }

  private static void write(FunctionPlan function, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("partition", function.partition());
    if (function.estimatedPeakBytes().isPresent()) {
      json.writeNumberField("estimatedPeakBytes", function.estimatedPeakBytes().getAsLong());
    } else {
      json.writeNullField("estimatedPeakBytes");
    }
    json.writeArrayFieldStart("after");
    for (Line line : function.lines()) {
      LineJson.write(line, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(Plan.StageNanos nanos, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("nanos");
    json.writeNumberField("reorder", nanos.reorder());
    json.writeNumberField("partition", nanos.partition());
    json.writeNumberField("plan", nanos.plan());
    json.writeEndObject();
  }

  private static void write(Optional<ArenaLayout> arena, JsonGenerator json) throws IOException {
    if (arena.isEmpty()) {
      json.writeNullField("arena");
      return;
    }
    json.writeObjectFieldStart("arena");
    json.writeNumberField("bytes", arena.get().height());
    json.writeNumberField("lowerBound", arena.get().lowerBound());
    json.writeStringField("proof", arena.get().proof().description());
    json.writeEndObject();
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream().map(Node::name).toList();
  }
}
