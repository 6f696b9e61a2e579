package graft.kernel.sample;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.KernelOf;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * {@code graph::unified_attention_with_output(query, key, value, output, layer)} writes causal grouped-query attention into its
 * fourth argument. All four are tokens × heads × width; several heads of the query share one of key and value. The fifth names
 * the layer, by which a serving system finds its cache.
 */
@Component
@KernelOf(op = "graph::unified_attention_with_output")
public final class UnifiedAttention implements Kernel {

  @Override
  public Set<String> mutates() {
    return Set.of("output");
  }

  @Override
  public List<ResultShape> results(Arguments arguments) {
    return List.of();
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    var query = new Floats(arguments.tensor("query"));
    var key = new Floats(arguments.tensor("key"));
    var value = new Floats(arguments.tensor("value"));
    var output = new Floats(arguments.tensor("output"));
    long group = query.size(1) / key.size(1);
    for (long token = 0; token < query.size(0); token++) {
      for (long head = 0; head < query.size(1); head++) {
        double[] weights = weights(query, key, token, head, head / group);
        for (long i = 0; i < value.size(2); i++) {
          double sum = 0;
          for (int seen = 0; seen <= token; seen++) {
            sum += weights[seen] * value.get(seen, head / group, i);
          }
          output.set((float) sum, token, head, i);
        }
      }
    }
  }

  /** How much a token attends to each one up to itself: softmax of the scaled products. */
  private static double[] weights(Floats query, Floats key, long token, long head, long keyHead) {
    long width = query.size(2);
    double[] weights = new double[(int) token + 1];
    double max = Double.NEGATIVE_INFINITY;
    for (int seen = 0; seen < weights.length; seen++) {
      double product = 0;
      for (long i = 0; i < width; i++) {
        product += query.get(token, head, i) * key.get(seen, keyHead, i);
      }
      weights[seen] = product / Math.sqrt((double) width);
      max = Math.max(max, weights[seen]);
    }
    double sum = 0;
    for (int seen = 0; seen < weights.length; seen++) {
      weights[seen] = Math.exp(weights[seen] - max);
      sum += weights[seen];
    }
    for (int seen = 0; seen < weights.length; seen++) {
      weights[seen] /= sum;
    }
    return weights;
  }
}
