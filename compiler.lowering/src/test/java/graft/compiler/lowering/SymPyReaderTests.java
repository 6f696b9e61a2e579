package graft.compiler.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import graft.compiler.api.loop.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymPyReaderTests {

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      Symbol('s31', positive=True, integer=True)                              | s31
      Integer(7)                                                              | 7
      Integer(-1)                                                             | -1
      Mul(Integer(2), Symbol('s0', positive=True, integer=True))              | 2*s0
      Add(Symbol('s0', integer=True), Integer(-1))                            | s0 + -1
      Add(Integer(1), Mul(Symbol('s0'), Symbol('s1')), Symbol('s0'))          | s0 + s0*s1 + 1
      FloorDiv(Symbol('s0', positive=True, integer=True), Integer(2))         | (s0//2)
      Mod(Symbol('s0'), Integer(4))                                           | (s0%4)
      Pow(Symbol('s0'), Integer(2))                                           | s0*s0
      Max(Integer(1), Add(FloorDiv(Symbol('s0'), Integer(32)), Integer(1)))    | (s0//32) + 1
      Max(Integer(1), Symbol('s0', positive=True, integer=True))              | s0
      Min(Integer(0), Symbol('s0'))                                           | 0
      TruncToInt(Mul(Float('0.59999999999999998', precision=53), ToFloat(Symbol('s0')))) | (3*s0//5)
      CeilToInt(IntTrueDiv(Symbol('s0'), Integer(4)))                         | ((s0 + 3)//4)
      """)
  void reads_what_exporters_write(String text, String expected) {
    assertThat(SymPyReader.read(text).text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Symbol(", "Add(Integer(1)", "Integer(1) Integer(2)", "Zeta(Integer(1))",
          "Float('0.5', precision=53)", "Float(x)",
          "TruncToInt(Mul(Float('0.123456789012345', precision=53), Symbol('s0')))",
          "IntTrueDiv(Integer(1), Symbol('s0'))", "§", "Integer(x)"})
  void refuses_everything_else_and_says_where(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SymPyReader.read(text))
        .withMessageContaining("size expression " + text);
  }

  @ParameterizedTest
  @CsvSource({"Max, 3, 4", "Max, 9, 9", "Min, 3, 3", "Min, 9, 4"})
  void what_is_larger_may_be_known_only_when_it_runs(String function, long size, long expected) {
    Index index = SymPyReader.read(function + "(Integer(4), Symbol('s0', positive=True))");

    assertThat(index.evaluate(symbol -> size)).isEqualTo(expected);
  }

  @Test
  void deep_nesting_is_refused() {
    String text = "Add(".repeat(200) + "Integer(1)" + ")".repeat(200);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SymPyReader.read(text))
        .withMessageContaining("nesting deeper than 100");
  }
}
