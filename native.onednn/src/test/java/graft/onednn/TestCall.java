package graft.onednn;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.CallSite;
import graft.compiler.api.kernel.CallSite.Shape;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.kernel.PreparedCall;
import graft.compiler.api.kernel.Team;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** A call with its tensors, prepared by a library and run. */
final class TestCall {

  private final Operator operator;
  private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
  private final Set<String> constants = new LinkedHashSet<>();
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private final int threads;

  TestCall(String operator, int threads) {
    this.operator = new Operator(operator, "out");
    this.threads = threads;
  }

  TestCall tensor(String name, Tensor tensor, boolean isConstant) {
    tensors.put(name, tensor);
    if (isConstant) {
      constants.add(name);
    }
    return this;
  }

  TestCall attribute(String name, Object value) {
    attributes.put(name, value);
    return this;
  }

  Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(name);
    }
    return tensor;
  }

  private CallSite site(Tensor result) {
    var shapes = new LinkedHashMap<String, Shape>();
    tensors.forEach((name, tensor) -> shapes.put(name, shape(tensor, constants.contains(name))));
    return new CallSite(operator, shapes, new Attributes(attributes), shape(result, false), threads);
  }

  private static Shape shape(Tensor tensor, boolean isConstant) {
    return new Shape(
        tensor.type(), Arrays.stream(tensor.shape()).boxed().toList(), Arrays.stream(tensor.strides()).boxed().toList(),
        isConstant ? Optional.of(tensor) : Optional.empty());
  }

  /** Whether the library takes the call; if so, runs it several times, from several threads at once. */
  boolean run(Library library, Tensor result) {
    Optional<PreparedCall> prepared = library.prepare(site(result));
    prepared.ifPresent(call -> {
      MemorySegment[] memory = tensors.values().stream().map(Tensor::data).toArray(MemorySegment[]::new);
      try (call) {
        List<Tensor> copies = IntStream.range(0, 2).mapToObj(_ -> alike(result)).toList();
        copies.parallelStream().forEach(copy -> run(call, memory, copy));
        for (Tensor copy : copies) {
          if (copy.data().mismatch(copies.getFirst().data()) >= 0) {
            throw new AssertionError("two runs at the same time differ");
          }
        }
        run(call, memory, result);
      }
    });
    return prepared.isPresent();
  }

  private void run(PreparedCall call, MemorySegment[] memory, Tensor result) {
    try (Arena arena = Arena.ofShared()) {
      call.run(memory, result.data(), arena.allocate(call.scratchBytes(), 64), new Threads(threads));
    }
  }

  private static Tensor alike(Tensor tensor) {
    MemorySegment memory = Arena.ofAuto().allocate(tensor.data().byteSize(), 64).copyFrom(tensor.data());
    return Tensor.of(tensor.type(), tensor.shape(), tensor.strides(), memory);
  }

  /** All parts at the same time. */
  private record Threads(int threads) implements Team {

    @Override
    public void run(int parts, IntConsumer work) {
      IntStream.range(0, parts).parallel().forEach(work);
    }
  }

  private record Attributes(Map<String, Object> values) implements Arguments {

    @Override
    public Tensor tensor(String name) {
      throw new IllegalArgumentException(name + " is no attribute");
    }

    @Override
    public Optional<Tensor> optionalTensor(String name) {
      throw new IllegalArgumentException(name + " is no attribute");
    }

    @Override
    public List<Tensor> tensors(String name) {
      throw new IllegalArgumentException(name + " is no attribute");
    }

    @Override
    public long integer(String name, long ifMissing) {
      return values.get(name) instanceof Long value ? value : ifMissing;
    }

    @Override
    public List<Long> integers(String name) {
      return values.get(name) instanceof List<?> list ? list.stream().map(Long.class::cast).toList() : List.of();
    }

    @Override
    public double real(String name, double ifMissing) {
      return values.get(name) instanceof Number value ? value.doubleValue() : ifMissing;
    }

    @Override
    public boolean truth(String name, boolean ifMissing) {
      return values.get(name) instanceof Boolean value ? value : ifMissing;
    }

    @Override
    public String text(String name, String ifMissing) {
      return values.get(name) instanceof String value ? value : ifMissing;
    }

    @Override
    public Optional<DataType> type(String name) {
      return Optional.empty();
    }
  }
}
