package graft.compiler.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTests {

  @Test
  void blanks_stand_for_line_ends() {
    assertThat(OneLine.of(" what\r\n  happened\u2028here\n")).isEqualTo("what happened here");
  }

  @Test
  void what_steers_a_terminal_is_escaped() {
    assertThat(OneLine.of("a\u0007\u001b[31mb\u009b1m\u007f\tc"))
        .isEqualTo("a\\u0007\\u001b[31mb\\u009b1m\\u007f\\u0009c");
    assertThat(OneLine.of("gpj.\u202ecsv")).isEqualTo("gpj.\\u202ecsv");
  }

  @Test
  void everything_else_stays() {
    assertThat(OneLine.of("größe 寸法 \uD83D\uDE00 …")).isEqualTo("größe 寸法 \uD83D\uDE00 …");
  }
}
