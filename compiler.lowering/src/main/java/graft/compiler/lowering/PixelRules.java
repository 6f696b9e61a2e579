package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that move elements between channels and the places of an image. What they return is a copy. */
final class PixelRules {

  private PixelRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::pixel_shuffle.default", PixelRules::shuffle);
    rules.put("aten::pixel_unshuffle.default", PixelRules::unshuffle);
    rules.put("aten::channel_shuffle.default", PixelRules::shuffleChannels);
  }

  /** [c·r·r, h, w] becomes [c, h·r, w·r]. */
  private static List<TensorValue> shuffle(Call call) {
    TensorValue self = call.tensor("self");
    Index factor = call.index("upscale_factor", 1);
    int lead = self.rank() - 3;
    var split = new ArrayList<>(self.sizes().subList(0, lead));
    split.add(call.outputSizes().get(lead));
    split.add(factor);
    split.add(factor);
    split.addAll(self.sizes().subList(lead + 1, self.rank()));
    return List.of(rearranged(call, Views.reshape(self, split), lead, List.of(0, 3, 1, 4, 2)));
  }

  /** The inverse of {@link #shuffle}. */
  private static List<TensorValue> unshuffle(Call call) {
    TensorValue self = call.tensor("self");
    Index factor = call.index("downscale_factor", 1);
    int lead = self.rank() - 3;
    var split = new ArrayList<>(self.sizes().subList(0, lead + 1));
    for (int i = lead + 1; i < self.rank(); i++) {
      split.add(call.outputSizes().get(i));
      split.add(factor);
    }
    return List.of(rearranged(call, Views.reshape(self, split), lead, List.of(0, 2, 4, 1, 3)));
  }

  private static List<TensorValue> shuffleChannels(Call call) {
    TensorValue self = call.tensor("self");
    Index groups = call.index("groups", 1);
    var split = new ArrayList<>(self.sizes());
    split.set(1, groups);
    split.add(2, self.sizes().get(1).quotient(groups, List.of()));
    TensorValue moved = Views.transpose(Views.reshape(self, split), 1, 2);
    return List.of(Views.reshape(call.nodes().clone(moved), call.outputSizes()));
  }

  private static TensorValue rearranged(Call call, TensorValue split, int lead, List<Integer> order) {
    var all = new ArrayList<Integer>();
    for (int i = 0; i < lead; i++) {
      all.add(i);
    }
    order.forEach(dimension -> all.add(lead + dimension));
    return Views.reshape(call.nodes().clone(Views.permute(split, all)), call.outputSizes());
  }
}
