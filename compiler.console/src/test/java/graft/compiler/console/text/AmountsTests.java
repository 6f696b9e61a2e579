package graft.compiler.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AmountsTests {

  @Test
  void bytes_take_the_unit_that_keeps_them_short() {
    assertThat(Amounts.bytes(0)).isEqualTo("0 B");
    assertThat(Amounts.bytes(1023)).isEqualTo("1023 B");
    assertThat(Amounts.bytes(1024)).isEqualTo("1.0 KiB");
    assertThat(Amounts.bytes(52_428_800)).isEqualTo("50.0 MiB");
    assertThat(Amounts.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
    assertThat(Amounts.bytes(-2048)).isEqualTo("-2.0 KiB");
  }

  @Test
  void bytes_never_round_to_1024_of_a_unit() {
    assertThat(Amounts.bytes(1024 * 1024 - 1)).isEqualTo("1.0 MiB");
  }

  @Test
  void times_are_in_milliseconds() {
    assertThat(Amounts.millis(2_314_000)).isEqualTo("2.31 ms");
    assertThat(Amounts.millis(7_850)).isEqualTo("0.0079 ms");
  }

  @Test
  void counted_things_know_their_plural() {
    assertThat(Amounts.count(1, "file")).isEqualTo("1 file");
    assertThat(Amounts.count(0, "file")).isEqualTo("0 files");
  }
}
