package graft.compiler.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.console.CapturedTerminal;
import org.junit.jupiter.api.Test;

class TableTests {

  @Test
  void numbers_stand_to_the_right_and_words_to_the_left() {
    var table = new Table();
    table.row("name", new Table.Heading("bytes"), "where");
    table.row("a", 5, "here");
    table.row("longer", 1234567, "");
    var terminal = new CapturedTerminal();
    table.print(terminal.terminal().out(), "> ");
    assertThat(terminal.out()).isEqualTo("""
        > name      bytes  where
        > a             5  here
        > longer  1234567
        """);
  }
}
