package graft.compiler.console.model;

import com.fasterxml.jackson.core.JsonGenerator;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.console.text.Amounts;
import graft.compiler.console.text.JsonLines;
import graft.compiler.console.text.LayoutText;
import graft.compiler.console.text.RecipeText;
import graft.compiler.console.text.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A compiled model that ran.
 *
 * @param model the model
 * @param compileNanos nanoseconds from the file to the ready program
 * @param outputs what the first run computed
 * @param warmUpNanos nanoseconds for which it ran, without being measured, until it was as fast as it becomes
 * @param repetitions how often it ran to be measured
 * @param least nanoseconds that the fastest run took
 * @param median nanoseconds that half of the runs took at most
 */
record ModelRun(
    CompiledModel model,
    long compileNanos,
    SequencedMap<String, Tensor> outputs,
    long warmUpNanos,
    int repetitions,
    long least,
    long median) {

  /** Runs are not measured before the model is warm, but no more than so many times as many. */
  private static final long WARM_UP_RUNS = 100;

  /**
   * Runs {@code model} once, or first until it is warm and then several times, on the same inputs: a model that writes into its
   * buffers goes on from there. The outputs are the first run's.
   */
  static ModelRun of(CompiledModel model, long compileNanos, Map<String, Tensor> inputs, int repetitions) {
    long start = System.nanoTime();
    SequencedMap<String, Tensor> outputs = model.run(inputs);
    long first = System.nanoTime() - start;
    if (repetitions == 1) {
      return new ModelRun(model, compileNanos, outputs, 0, 1, first, first);
    }
    long warmUp = new WarmUp(() -> model.run(inputs)).run(WARM_UP_RUNS * repetitions);
    long[] nanos = new long[repetitions];
    for (int i = 0; i < repetitions; i++) {
      start = System.nanoTime();
      model.run(inputs);
      nanos[i] = System.nanoTime() - start;
    }
    return new ModelRun(model, compileNanos, outputs, warmUp, repetitions, Arrays.stream(nanos).min().orElseThrow(),
        Amounts.median(nanos));
  }

  /** For people. */
  void print(PrintStream out) {
    var facts = model.facts();
    out.println(model.name());
    var table = new Table();
    table.row("outputs", outputs.entrySet().stream().map(output -> output.getKey() + " " + output.getValue())
        .collect(Collectors.joining(", ")));
    table.row("partitions", facts.partitions() + ", " + Amounts.count(facts.kernels(), "kernel"));
    table.row("compiled", "in " + Amounts.millis(compileNanos));
    table.row("latency", latency());
    table.row("arena", LayoutText.of(facts.arenaBytes(), facts.arenaLowerBound(), facts.arenaProof()));
    table.row("recipe", RecipeText.line(model.recipe()));
    table.print(out, "  ");
  }

  private String latency() {
    return repetitions == 1
        ? Amounts.millis(least)
        : Amounts.millis(least) + " at least, median " + Amounts.millis(median) + " of " + repetitions + ", after "
            + Amounts.millis(warmUpNanos) + " to warm up";
  }

  /** One JSON object. */
  void writeJson(PrintStream out) {
    JsonLines.write(out, this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    var facts = model.facts();
    json.writeStringField("model", model.name());
    json.writeArrayFieldStart("outputs");
    for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
      json.writeStartObject();
      json.writeStringField("name", output.getKey());
      json.writeStringField("dtype", output.getValue().type().torchName());
      json.writeFieldName("shape");
      json.writeArray(output.getValue().shape(), 0, output.getValue().rank());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("partitions", facts.partitions());
    json.writeNumberField("kernels", facts.kernels());
    json.writeNumberField("compileMillis", compileNanos / 1e6);
    json.writeObjectFieldStart("latencyMillis");
    json.writeNumberField("min", least / 1e6);
    json.writeNumberField("median", median / 1e6);
    json.writeEndObject();
    json.writeNumberField("arenaBytes", facts.arenaBytes());
    json.writeNumberField("arenaLowerBound", facts.arenaLowerBound());
    RecipeText.write(model.recipe(), json);
  }
}
