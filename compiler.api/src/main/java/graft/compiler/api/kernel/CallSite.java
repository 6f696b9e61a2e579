package graft.compiler.api.kernel;

import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One call of an operator with everything that stays the same from run to run.
 *
 * @param operator what is called
 * @param tensors the tensors that are passed, by the names of the operator's schema, in the order in which
 *     {@link PreparedCall#run} gets their memory
 * @param attributes what else is passed; tensors are not among them
 * @param result the tensor to be written
 * @param threads how many threads the {@link Team} of a run will have
 */
public record CallSite(
    Operator operator, SequencedMap<String, Shape> tensors, Arguments attributes, Shape result, int threads) {

  public CallSite {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
  }

  /**
   * A tensor that is passed.
   *
   * @param type element type
   * @param sizes extent of each dimension, in elements
   * @param strides step of each dimension, in elements
   * @param constant the tensor itself where it is the same in every run, a weight for example; it may be laid out anew once
   */
  public record Shape(DataType type, List<Long> sizes, List<Long> strides, Optional<Tensor> constant) {

    public Shape {
      sizes = List.copyOf(sizes);
      strides = List.copyOf(strides);
    }
  }
}
