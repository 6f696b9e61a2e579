package graft.compiler.jvm;

import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** The places where a mask is true. */
final class Masks {

  private Masks() {}

  /** One list of indices for each dimension, in row-major order of the places. */
  static List<Tensor> places(Tensor mask) {
    Elements.WholeReader reader = Elements.wholeReader(mask.type());
    var found = new ArrayList<long[]>();
    Places.forEach(mask.shape(), place -> {
      if (reader.read(mask.data(), Places.position(place, mask.strides())) != 0) {
        found.add(place.clone());
      }
    });
    var lists = new ArrayList<Tensor>();
    for (int dimension = 0; dimension < mask.rank(); dimension++) {
      Tensor list = Tensor.allocate(Arena.ofAuto(), DataType.INT64, found.size());
      for (int i = 0; i < found.size(); i++) {
        list.data().setAtIndex(ValueLayout.JAVA_LONG, i, found.get(i)[dimension]);
      }
      lists.add(list);
    }
    return lists;
  }
}
