package graft.compiler.jvm.replay;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call of a kernel.
 *
 * @param operator what is called
 * @param values by name; without those that are {@code None}
 */
record CallArguments(Operator operator, Map<String, Object> values) implements Arguments {

  @Override
  public Tensor tensor(String name) {
    return optionalTensor(name)
        .orElseThrow(
            () -> new IllegalArgumentException(operator.qualifiedName() + ": argument " + name + " is missing"));
  }

  @Override
  public Optional<Tensor> optionalTensor(String name) {
    return Optional.ofNullable(value(name, Tensor.class));
  }

  @Override
  public List<Tensor> tensors(String name) {
    return list(name, Tensor.class);
  }

  @Override
  public long integer(String name, long ifMissing) {
    Long value = value(name, Long.class);
    return value == null ? ifMissing : value;
  }

  @Override
  public List<Long> integers(String name) {
    return list(name, Long.class);
  }

  @Override
  public double real(String name, double ifMissing) {
    Number value = value(name, Number.class);
    return value == null ? ifMissing : value.doubleValue();
  }

  @Override
  public boolean truth(String name, boolean ifMissing) {
    Boolean value = value(name, Boolean.class);
    return value == null ? ifMissing : value;
  }

  @Override
  public String text(String name, String ifMissing) {
    String value = value(name, String.class);
    return value == null ? ifMissing : value;
  }

  @Override
  public Optional<DataType> type(String name) {
    return Optional.ofNullable(value(name, DataType.class));
  }

  private <T> @Nullable T value(String name, Class<T> kind) {
    Object value = values.get(name);
    if (value != null && !kind.isInstance(value)) {
      throw unexpected(name, value, kind.getSimpleName());
    }
    return kind.cast(value);
  }

  private <T> List<T> list(String name, Class<T> kind) {
    Object value = values.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(kind::isInstance)) {
      return list.stream().map(kind::cast).toList();
    }
    throw unexpected(name, value, "list of " + kind.getSimpleName());
  }

  private IllegalArgumentException unexpected(String name, Object value, String expected) {
    return new IllegalArgumentException(
        operator.qualifiedName() + ": argument " + name + " is " + value + ", expected: " + expected);
  }
}
