package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.elements;

import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Models of a single call in {@code float32}, its inputs named as the caller likes. */
final class OneCall {

  private OneCall() {}

  /** The elements of the only result. */
  static double[] run(Map<String, Tensor> inputs, List<?> sizes, String operator, Object... arguments) {
    var model = new ModelBuilder("cpu");
    new TreeMap<>(inputs).forEach(
        (name, tensor) -> model.input(name, tensor.type(), Arrays.stream(tensor.shape()).boxed().toArray()));
    model.call("result", DataType.FLOAT32, sizes, operator, arguments).output("result");
    return elements(Lowerings.run(model, inputs, Map.of()).get("output_0"));
  }
}
