package graft.compiler.api.lower;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.model.SymbolRange;
import graft.compiler.api.schedule.Schedule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A model as a schedule of loops and extern calls.
 *
 * @param model the model's name
 * @param schedule the nodes in the order of the model's operators, fused or not yet
 * @param bodies what each node computes, by its name; of a fused node what it computes as a whole
 * @param memory type and shape of each buffer that has memory of its own, and of each graph input and constant, by name
 * @param sources what each of the schedule's inputs and constants stands for, by name
 * @param results what the program returns, in order
 * @param symbols the size symbols
 */
public record Lowered(
    String model,
    Schedule schedule,
    Map<String, Body> bodies,
    Map<String, TensorView> memory,
    SequencedMap<String, Source> sources,
    List<Result> results,
    List<SizeSymbol> symbols) {

  public Lowered {
    bodies = Map.copyOf(bodies);
    memory = Map.copyOf(memory);
    sources = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sources));
    results = List.copyOf(results);
    symbols = List.copyOf(symbols);
  }

  /** Where the content of an input comes from. */
  public sealed interface Source {

    /** Its name there. */
    String name();

    /** Passed by the caller, contiguous, under this name. */
    record UserInput(String name) implements Source {}

    /** Part of the model: {@code ExportedModel.state} has it under this name. */
    record State(String name) implements Source {}

    /**
     * Computed once: it depends on nothing but state that never changes, and on other folded values before it.
     *
     * @param name the buffer's name
     * @param nest what writes all of it, of sizes that are numbers
     */
    record Folded(String name, LoopNest nest) implements Source {}
  }

  /**
   * A result.
   *
   * @param name {@code output_0} and on; {@code mutated_X} is what the call left in the caller's input X, {@code buffer_X} in
   *     the model's buffer or parameter X
   * @param value where it lies when the program has run
   */
  public record Result(String name, TensorView value) {}

  /**
   * A size symbol.
   *
   * @param name the name in index expressions
   * @param input the graph input by whose size it is known
   * @param dimension which of that input's dimensions it is
   * @param range the values that it may take
   */
  public record SizeSymbol(String name, String input, int dimension, SymbolRange range) {

    /** The symbol as an expression. */
    public Index index() {
      return new Index.Symbol(name);
    }
  }
}
