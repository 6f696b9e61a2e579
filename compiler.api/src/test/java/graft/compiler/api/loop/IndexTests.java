package graft.compiler.api.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IndexTests {

  private static final Index A = Index.axis(0);
  private static final Index B = Index.axis(1);
  private static final Index S = new Index.Symbol("s0");

  private static Index of(long value) {
    return Index.of(value);
  }

  @Nested
  class NormalForm {

    @Test
    void order_does_not_matter() {
      assertThat(A.plus(B).plus(of(1))).isEqualTo(of(1).plus(B).plus(A));
      assertThat(S.times(A).times(of(4))).isEqualTo(of(4).times(A).times(S));
    }

    @Test
    void like_terms_are_collected() {
      assertThat(A.plus(A)).isEqualTo(A.times(of(2)));
      assertThat(A.plus(B).minus(A)).isEqualTo(B);
      assertThat(A.minus(A)).isEqualTo(of(0));
    }

    @Test
    void products_are_multiplied_out() {
      assertThat(A.plus(of(1)).times(S.plus(of(2))).text()).isEqualTo("s0 + s0*i0 + 2*i0 + 2");
    }

    @Test
    void zero_and_one_disappear() {
      assertThat(A.times(of(0))).isEqualTo(of(0));
      assertThat(A.times(of(1)).plus(of(0))).isSameAs(A);
    }
  }

  @Nested
  class Division {

    @Test
    void quotient_and_remainder_join_again() {
      Index whole = A.quotient(of(16), List.of()).times(of(32)).plus(A.remainder(of(16), List.of()).times(of(2)));
      Index symbolic = A.quotient(S, List.of()).times(S).plus(A.remainder(S, List.of()));

      assertThat(whole).isEqualTo(A.times(of(2)));
      assertThat(symbolic).isEqualTo(A);
    }

    @Test
    void what_the_divisor_divides_comes_out() {
      Index index = A.times(of(16)).plus(B);

      assertThat(index.quotient(of(16), List.of(of(4), of(16)))).isEqualTo(A);
      assertThat(index.remainder(of(16), List.of(of(4), of(16)))).isEqualTo(B);
    }

    @Test
    void without_extents_the_rest_stays() {
      assertThat(A.times(of(16)).plus(B).quotient(of(16), List.of()).text()).isEqualTo("i0 + (i1//16)");
    }

    @Test
    void a_symbolic_divisor_is_taken_out_too() {
      Index index = A.times(S).plus(B);

      assertThat(index.quotient(S, List.of(of(4), S))).isEqualTo(A);
      assertThat(index.remainder(S, List.of(of(4), S))).isEqualTo(B);
    }

    @Test
    void a_negative_number_is_rounded_down() {
      assertThat(of(-1).quotient(of(4), List.of())).isEqualTo(of(-1));
      assertThat(of(-1).remainder(of(4), List.of())).isEqualTo(of(3));
    }

    @Test
    void random_expressions_keep_their_values() {
      long seed = System.nanoTime();
      var random = new Random(seed);
      for (int i = 0; i < 500; i++) {
        List<Index> extents = List.of(of(1 + random.nextInt(6)), of(1 + random.nextInt(6)));
        Index index =
            A.times(of(random.nextInt(20))).plus(B.times(of(random.nextInt(20)))).plus(of(random.nextInt(40)));
        Index divisor = of(1 + random.nextInt(12));
        Index quotient = index.quotient(divisor, extents);
        Index remainder = index.remainder(divisor, extents);
        for (long a = 0; a < number(extents.get(0)); a++) {
          for (long b = 0; b < number(extents.get(1)); b++) {
            long value = at(index, a, b);
            assertThat(at(quotient, a, b)).as("seed %s", seed).isEqualTo(Math.floorDiv(value, number(divisor)));
            assertThat(at(remainder, a, b)).as("seed %s", seed).isEqualTo(Math.floorMod(value, number(divisor)));
          }
        }
      }
    }

    private static long at(Index index, long a, long b) {
      return number(index.substitute(axis -> of(axis.number() == 0 ? a : b), List.of()));
    }
  }

  @Nested
  class Substitution {

    @Test
    void replaces_axes_inside_what_is_read() {
      var element = new Index.Element(new Expression.Load("ids", A, DataType.INT64), of(10));

      Index moved = element.times(of(8)).plus(B).substitute(axis -> Index.axis(axis.number() + 2), List.of());

      var expected = new Index.Element(new Expression.Load("ids", Index.axis(2), DataType.INT64), of(10));
      assertThat(moved).isEqualTo(expected.times(of(8)).plus(Index.axis(3)));
    }

    @Test
    void uses_what_the_new_extents_say() {
      Index index = A.quotient(of(16), List.of());

      Index split = index.substitute(axis -> A.times(of(16)).plus(B), List.of(of(3), of(16)));

      assertThat(split).isEqualTo(A);
    }
  }

  @Nested
  class Evaluation {

    @Test
    void computes_with_the_values_of_symbols() {
      Index size = S.times(of(64)).plus(S.quotient(of(2), List.of()));

      assertThat(size.evaluate(symbol -> symbol.name().equals("s0") ? 5 : 0)).isEqualTo(322);
    }

    @Test
    void refuses_what_depends_on_a_loop() {
      assertThatIllegalArgumentException().isThrownBy(() -> A.evaluate(symbol -> 1));
    }
  }

  @Test
  void parts_are_visited_from_the_outside_in_and_inside_loads() {
    var load = new Expression.Load("x", A.plus(S), DataType.FLOAT32);
    var parts = new ArrayList<Object>();

    new Expression.Unary(UnaryFunction.EXP, load).forEachPart(parts::add, parts::add);

    assertThat(parts.subList(1, parts.size())).containsExactly(load, S.plus(A), S, A);
  }

  private static long number(Index index) {
    return index.evaluate(symbol -> 0);
  }
}
