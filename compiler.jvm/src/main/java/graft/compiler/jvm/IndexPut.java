package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.jvm.replay.Copies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PyTorch's {@code index_put}: values go to places of a copy of {@code self} that index tensors name, one after the other where
 * several go to the same.
 *
 * <p>Beside the operator's own arguments it takes {@code dimensions}: at which dimension each of the {@code indices} stands. A
 * mask stands for as many dimensions as it has.
 */
final class IndexPut implements Kernel {

  @Override
  public List<ResultShape> results(Arguments arguments) {
    return List.of(ResultShape.like(arguments.tensor("self")));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor result = results.getFirst();
    Copies.copy(arguments.tensor("self"), result);
    List<IndexList> lists = lists(arguments);
    long[] common = common(lists);
    var kept = new ArrayList<Integer>();
    for (int i = 0; i < result.rank(); i++) {
      int dimension = i;
      if (lists.stream().noneMatch(list -> list.dimension() == dimension)) {
        kept.add(i);
      }
    }
    int front = front(lists, kept);
    long[] shape = shape(result, common, kept, front);
    Tensor values = arguments.tensor("values");
    long[] strides = Places.broadcast(values, shape);
    Update update = Update.of(arguments.truth("accumulate", false) ? "sum" : "none", result.type());
    long[] target = new long[result.rank()];
    long[] size = result.shape();
    Places.forEach(shape, place -> {
      for (int i = 0; i < kept.size(); i++) {
        target[kept.get(i)] = place[i < front ? i : i + common.length];
      }
      for (IndexList list : lists) {
        target[list.dimension()] = Places.index(list.at(place, front + common.length), size[list.dimension()]);
      }
      update.apply(
          result.data(), Places.position(target, result.strides()), values.data(), Places.position(place, strides));
    });
  }

  /** The places along one dimension: a tensor of integers, or what a mask names. */
  private record IndexList(int dimension, Tensor tensor) {

    /** The index at a place of the values; the common dimensions end before {@code end}. */
    long at(long[] place, int end) {
      long position = 0;
      for (int i = 0; i < tensor.rank(); i++) {
        if (tensor.shape()[i] != 1) {
          position += place[end - tensor.rank() + i] * tensor.strides()[i];
        }
      }
      return Elements.wholeReader(tensor.type()).read(tensor.data(), position);
    }
  }

  private static List<IndexList> lists(Arguments arguments) {
    var lists = new ArrayList<IndexList>();
    List<Tensor> indices = arguments.tensors("indices");
    for (int i = 0; i < indices.size(); i++) {
      int dimension = Math.toIntExact(arguments.integers("dimensions").get(i));
      Tensor index = indices.get(i);
      if (index.type() == DataType.BOOL) {
        List<Tensor> places = Masks.places(index);
        for (int j = 0; j < places.size(); j++) {
          lists.add(new IndexList(dimension + j, places.get(j)));
        }
      } else {
        lists.add(new IndexList(dimension, index));
      }
    }
    return lists;
  }

  /** The shape to which all index tensors are broadcast. */
  private static long[] common(List<IndexList> lists) {
    int rank = lists.stream().mapToInt(list -> list.tensor().rank()).max().orElse(0);
    long[] common = new long[rank];
    Arrays.fill(common, 1);
    for (IndexList list : lists) {
      long[] shape = list.tensor().shape();
      for (int i = 0; i < shape.length; i++) {
        int at = rank - shape.length + i;
        common[at] = shape[i] == 1 ? common[at] : shape[i];
      }
    }
    return common;
  }

  /** How many kept dimensions stand before the common ones: those in front of neighbours, else none. */
  private static int front(List<IndexList> lists, List<Integer> kept) {
    int first = lists.stream().mapToInt(IndexList::dimension).min().orElse(0);
    int last = lists.stream().mapToInt(IndexList::dimension).max().orElse(-1);
    boolean isTogether = last - first + 1 == lists.size();
    return isTogether ? (int) kept.stream().filter(dimension -> dimension < first).count() : 0;
  }

  private static long[] shape(Tensor result, long[] common, List<Integer> kept, int front) {
    long[] shape = new long[common.length + kept.size()];
    System.arraycopy(common, 0, shape, front, common.length);
    for (int i = 0; i < kept.size(); i++) {
      shape[i < front ? i : i + common.length] = result.shape()[kept.get(i)];
    }
    return shape;
  }
}
