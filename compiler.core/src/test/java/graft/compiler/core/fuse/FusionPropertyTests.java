package graft.compiler.core.fuse;

import static graft.compiler.core.fuse.LoweredBuilder.load;
import static graft.compiler.core.fuse.LoweredBuilder.sizes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Fused and not, random graphs give the same numbers, in whatever order nodes and points come. */
class FusionPropertyTests {

  private static final long ROWS = 6;
  private static final long COLUMNS = 8;

  private final long seed = Long.getLong("graft.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final LoweredBuilder builder = new LoweredBuilder();
  private final List<String> tables = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();

  @RepeatedTest(300)
  void fused_graphs_compute_what_they_computed_before() {
    Lowered plain = graph();
    Lowered fused = new BaselineFuser().fuse(plain, lowered -> lowered);

    Map<String, double[]> expected = Evaluator.run(plain, random);
    Map<String, double[]> computed = Evaluator.run(fused, random);

    assertThat(fused.schedule().nodes()).as("-Dgraft.seed=" + seed)
        .hasSizeLessThanOrEqualTo(plain.schedule().nodes().size());
    expected.forEach(
        (name, values) -> assertThat(computed.get(name)).as("%s, -Dgraft.seed=%d", name, seed)
            .containsExactly(values, within(1e-9)));
  }

  @Test
  void most_graphs_become_smaller() {
    int before = 0;
    int after = 0;
    for (int i = 0; i < 50; i++) {
      Lowered plain = new FusionPropertyTests().graph();
      before += plain.schedule().nodes().size();
      after += new BaselineFuser().fuse(plain, lowered -> lowered).schedule().nodes().size();
    }
    assertThat(after).isLessThan(before / 2);
  }

  private Lowered graph() {
    tables.add(builder.input("x", ROWS, COLUMNS));
    tables.add(builder.input("y", ROWS, COLUMNS));
    rows.add(builder.input("r", ROWS));
    builder.input("state", ROWS, COLUMNS);
    tables.add("state");
    int nodes = 3 + random.nextInt(10);
    for (int i = 0; i < nodes; i++) {
      step();
    }
    return builder.build(tables.getLast(),
        pick(rows.subList(1, rows.size()).isEmpty() ? tables : rows.subList(1, rows.size())));
  }

  private void step() {
    switch (random.nextInt(9)) {
      case 0, 1 ->
        tables.add(builder.pointwise(function(table(), random.nextBoolean() ? table() : row()), ROWS, COLUMNS));
      case 2 -> tables.add(builder.pointwise(function(regrouped(), regrouped()), 2, 3, COLUMNS));
      case 3 -> tables.add(builder.pointwise(transposed(), COLUMNS, ROWS));
      case 4 -> rows.add(builder.pointwise(function(load(pick(rows), ROWS), load(pick(rows), ROWS)), ROWS));
      case 5, 6 -> rows.add(
          builder.reduce(
              random.nextBoolean() ? Reduction.Kind.SUM : Reduction.Kind.MAX,
              function(table(), random.nextBoolean() ? table() : row()), sizes(ROWS), sizes(COLUMNS)));
      case 7 -> tables.add(builder.pointwise(joined(), ROWS, COLUMNS));
      default -> {
        if (random.nextBoolean()) {
          tables.add(builder.call("aten::mm", List.of(pick(tables), pick(tables)), ROWS, COLUMNS));
        } else {
          builder.write("state", function(load("state", ROWS, COLUMNS), table()), ROWS, COLUMNS);
        }
      }
    }
  }

  private Expression table() {
    return load(pick(tables.stream().filter(name -> !name.equals("state")).toList()), ROWS, COLUMNS);
  }

  private Expression row() {
    return load(pick(rows), Index.axis(0));
  }

  /** The same elements as a tensor of rank 3. */
  private Expression regrouped() {
    return load(pick(tables), 2, 3, COLUMNS);
  }

  private Expression transposed() {
    return load(pick(tables), Index.axis(1).times(Index.of(COLUMNS)).plus(Index.axis(0)));
  }

  /** The right half of one table before the left half of another. */
  private Expression joined() {
    Index half = Index.of(COLUMNS / 2);
    Index at = Index.axis(0).times(Index.of(COLUMNS)).plus(Index.axis(1));
    Expression isLeft = new Expression.Binary(
        BinaryFunction.LT, new Expression.Position(Index.axis(1), DataType.INT64),
        new Expression.Whole(COLUMNS / 2, DataType.INT64));
    return new Expression.Choice(isLeft, load(pick(tables), at.plus(half)), load(pick(tables), at.minus(half)));
  }

  private Expression function(Expression left, Expression right) {
    Expression value = switch (random.nextInt(4)) {
      case 0 -> new Expression.Unary(UnaryFunction.EXP, new Expression.Unary(UnaryFunction.NEG, square(left)));
      case 1 -> new Expression.Unary(UnaryFunction.NEG, left);
      default -> left;
    };
    BinaryFunction[] functions = {BinaryFunction.ADD, BinaryFunction.SUB, BinaryFunction.MUL};
    return new Expression.Binary(functions[random.nextInt(functions.length)], value, right);
  }

  private static Expression square(Expression value) {
    return new Expression.Binary(BinaryFunction.MUL, value, value);
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
