package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Inverses and solutions of tensors whose first and last dimensions together are the rows and columns of a matrix. */
final class TensorEquationRules {

  private TensorEquationRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::linalg_tensorinv.default", TensorEquationRules::inverse);
    rules.put("aten::linalg_tensorsolve.default", TensorEquationRules::solve);
  }

  private static List<TensorValue> inverse(Call call) {
    TensorValue matrix = matrix(call.tensor("self"), (int) call.integer("ind", 2));
    var calls = new MatrixCalls(call);
    return List.of(Views.reshape(calls.solve(calls.lu(matrix), calls.identity(matrix), false), call.outputSizes()));
  }

  /** Some dimensions may be moved behind the others first. */
  private static List<TensorValue> solve(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue other = call.tensor("other");
    List<Integer> last = call.integers("dims").stream().map(self::dimension).toList();
    Stream<Integer> first = IntStream.range(0, self.rank()).boxed().filter(dimension -> !last.contains(dimension));
    TensorValue moved = Views.permute(self, Stream.concat(first, last.stream()).toList());
    TensorValue matrix = matrix(moved, other.rank());
    TensorValue right = Views.reshape(other, List.of(Index.product(other.sizes()), Index.of(1)));
    var calls = new MatrixCalls(call);
    return List.of(Views.reshape(calls.solve(calls.lu(matrix), right, false), call.outputSizes()));
  }

  /** The first dimensions, {@code count} of them, as rows, and the others as columns. */
  private static TensorValue matrix(TensorValue tensor, int count) {
    List<Index> sizes = tensor.sizes();
    return Views.reshape(
        tensor,
        List.of(Index.product(sizes.subList(0, count)), Index.product(sizes.subList(count, sizes.size()))));
  }
}
