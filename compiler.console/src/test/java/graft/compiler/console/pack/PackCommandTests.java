package graft.compiler.console.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.console.CapturedTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackCommandTests {

  @TempDir
  Path folder;

  /** One above the other. */
  private static ArenaLayout stack(ArenaProblem problem) {
    List<Long> offsets = new ArrayList<>();
    long top = 0;
    for (ArenaBuffer buffer : problem.buffers()) {
      offsets.add(top);
      top += buffer.size();
    }
    return new ArenaLayout(offsets, top, 4, ArenaLayout.Proof.LIVE);
  }

  private boolean pack(CapturedTerminal terminal, OptionalLong capacity, @Nullable Path solutions, String... words) {
    var effort = new PackRun.Effort(capacity, Duration.ofSeconds(1), 1);
    return new PackRun(PackCommandTests::stack, effort, solutions, solutions,
        new PackReport(terminal.terminal().out(), true),
        terminal.terminal(), false).pack(List.of(words));
  }

  @Nested
  class Solutions {

    @Test
    void have_the_columns_of_the_problem_and_the_offset() throws IOException {
      Files.writeString(folder.resolve("p.csv"), "id,note,lower,upper,size\na,\"x, y\",0,2,4\nb,,1,3,5\n");
      var terminal = new CapturedTerminal(folder, false);

      assertThat(pack(terminal, OptionalLong.of(9), folder.resolve("out"), "p.csv")).isTrue();

      assertThat(folder.resolve("out/p.csv"))
          .hasContent("id,note,lower,upper,size,offset\na,\"x, y\",0,2,4,0\nb,,1,3,5,4\n");
      assertThat(folder.resolve("out/p.svg")).content().startsWith("<svg")
          .contains("<title>a: steps 0 to 2, 4 bytes at 0");
      assertThat(folder.resolve("out")).isDirectoryNotContaining(file -> file.toString().endsWith(".draft"));
      assertThat(terminal.out())
          .startsWith("{\"file\":\"p.csv\",\"capacity\":9,\"height\":9,\"lowerBound\":4,\"proved\":false,\"millis\":");
    }

    @Test
    void replace_the_offsets_that_were_there() throws IOException {
      Files.writeString(folder.resolve("p.csv"), "id,offset,lower,upper,size,x\na,-1,0,2,4,1\nb,-1,1,3,5,2\n");
      var terminal = new CapturedTerminal(folder, false);

      assertThat(pack(terminal, OptionalLong.of(9), folder.resolve("out"), "p.csv")).isTrue();

      assertThat(folder.resolve("out/p.csv")).hasContent("id,offset,lower,upper,size,x\na,0,0,2,4,1\nb,4,1,3,5,2\n");
    }

    @Test
    void repeat_the_cells_as_they_were_written() throws IOException {
      Files.writeString(folder.resolve("p.csv"),
          "\uFEFFid,\"note\",lower,upper,size\r\n\"a\",\"x, \"\"y\"\"\n2\",0,2,4\r\n\r\nb,,1,3, 5");

      assertThat(pack(new CapturedTerminal(folder, false), OptionalLong.of(9), folder.resolve("out"), "p.csv"))
          .isTrue();

      assertThat(folder.resolve("out/p.csv")).content().isEqualTo(
          "\uFEFFid,\"note\",lower,upper,size,offset\r\n\"a\",\"x, \"\"y\"\"\n2\",0,2,4,0\r\nb,,1,3, 5,4\r\n");
    }

    @Test
    void repeat_quotes_wherever_they_are() throws IOException {
      Files.writeString(folder.resolve("p.csv"),
          "id,lower,upper,\"size\",note\na\"b\"\"\",0,2,\"4\",\"\"\nb,1,\"3\",5, \"\"\nc,1,3,5,\"\"\"x\"\"\r\n\"\n\n");

      assertThat(pack(new CapturedTerminal(folder, false), OptionalLong.empty(), folder.resolve("out"), "p.csv"))
          .isTrue();

      assertThat(folder.resolve("out/p.csv")).content().isEqualTo("id,lower,upper,\"size\",note,offset\n"
          + "a\"b\"\"\",0,2,\"4\",\"\",0\nb,1,\"3\",5, \"\",4\nc,1,3,5,\"\"\"x\"\"\r\n\",9\n");
    }

    @Test
    void are_drawn_whatever_the_ids_are() throws Exception {
      Files.writeString(folder.resolve("p.csv"), "id,lower,upper,size\n<&]]>\t\u0000\u001B\uFFFE\uD83D\uDE00,0,2,4\n");

      assertThat(pack(new CapturedTerminal(folder, false), OptionalLong.empty(), folder.resolve("out"), "p.csv"))
          .isTrue();

      assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder()
          .parse(folder.resolve("out/p.svg").toFile()).getElementsByTagName("title").item(0).getTextContent())
          .isEqualTo("<&]]>\t\uFFFD\uFFFD\uFFFD\uD83D\uDE00: steps 0 to 2, 4 bytes at 0");
    }

    @Test
    void take_the_place_of_what_a_process_that_was_killed_left() throws IOException {
      Files.writeString(folder.resolve("p.csv"), "id,lower,upper,size\na,0,2,4\n");
      Path out = Files.createDirectory(folder.resolve("out"));
      Path orphan = Files.writeString(out.resolve(".p.csv." + Long.MAX_VALUE / 10 + ".draft"), "id,lo");
      Path ofAnother =
          Files.writeString(out.resolve(".p.csv." + ProcessHandle.current().parent().orElseThrow().pid() + ".draft"),
              "id,lo");

      assertThat(pack(new CapturedTerminal(folder, false), OptionalLong.empty(), out, "p.csv")).isTrue();

      assertThat(orphan).doesNotExist();
      assertThat(ofAnother).exists();
      assertThat(out.resolve("p.csv")).exists();
    }

    @Test
    void are_not_written_where_nothing_fits() throws IOException {
      Files.writeString(folder.resolve("p.csv"), "id,lower,upper,size\na,0,2,4\nb,1,3,5\n");
      var terminal = new CapturedTerminal(folder, false);

      assertThat(pack(terminal, OptionalLong.of(8), folder.resolve("out"), "p.csv")).isFalse();

      assertThat(folder.resolve("out")).doesNotExist();
      assertThat(terminal.err()).isEqualTo("p.csv: no layout within 8 was found; the lowest found has 9\n");
    }
  }

  @Nested
  class BadInput {

    // @formatter:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                              | found nothing, expected a heading with id, lower, upper and size",
        "id,lower,size                   | line 1: found columns id, lower, size, expected one named upper",
        "id,lower,start,upper,size       | line 1: found two columns lower",
        "id,lower,upper,size;a,0,2       | line 2: found 3 cells, expected 4",
        "id,lower,upper,size;a,0,2,-4    | line 2: found size \"-4\", expected a whole number from 0 to 2^63-1",
        "id,lower,upper,size;a,-1,2,4    | line 2: found lower \"-1\", expected a whole number from 0 to 2^63-1",
        "id,lower,upper,size;a,0,x,4     | line 2: found upper \"x\", expected a whole number from 0 to 2^63-1",
        "id,lower,upper,size;a,3,2,4     | line 2: found that buffer a lives from step 3 to 2, expected 0 or more and then no less",
        "id,lower,upper,size;a,0,2,4;a,2,4,4 | line 3: found id a again, as in line 2, expected another",
        "id,lower,upper,size;a,0,2,\"4    | line 2: found a quote that does not end, expected another one after the cell",
        "id,lower,upper,size;a,0,2,4;b,\"0,2,4;c,0,2,4;; | line 3: found a quote that does not end, expected another one after the cell",
        "id,lower,upper,size;a,0,2,\"\"\"   | line 2: found a quote that does not end, expected another one after the cell",
        "id,lower,upper,size,\"note;a,0,2,4,x | line 1: found a quote that does not end, expected another one after the cell",
        "id,lower,upper,size;a,0,2,\"^4\";b,0,2,4 | line 2: found a carriage return in quotes, expected a line feed after it",
        "id,lower,upper,size;\"a\"x,0,2,4  | line 2: found text after a quote, expected a comma or the end of the line",
        "id,lower,upper,size;;;a,0,2,+-4  | line 4: found size \"+-4\", expected a whole number from 0 to 2^63-1",
        "id,lower,upper,size;a,0,2,\u0663 | line 2: found size \"\u0663\", expected a whole number from 0 to 2^63-1",
        "id,lower,upper,size,gaps;a,0,9,4,\u0663-4 | line 2: found gap \"\u0663-4\", expected FIRST-END or FIRST-END@LOW:HIGH",
        "id,lower,upper,size;a,0,2,4;b,0  | line 3: found 2 cells, expected 4",
        "id,lower,upper,size;a,0,2,9223372036854775807;b,0,2,9223372036854775807 | the sizes of all buffers add up to more than 2^63-1 bytes",
        "id,lower,upper,size;a,0,2,99999999999999999999 | line 2: found size \"99999999999999999999\", expected a whole number from 0 to 2^63-1",
        "id,lower,upper,size,gaps;a,0,9,4,3to5 | line 2: found gap \"3to5\", expected FIRST-END or FIRST-END@LOW:HIGH"
    })
    // @formatter:on
    void is_one_line_with_the_place(String rows, String problem) throws IOException {
      Path file = Files.writeString(folder.resolve("p.csv"), rows.replace(';', '\n').replace('^', '\r'));
      var terminal = new CapturedTerminal(folder, false);

      assertThat(pack(terminal, OptionalLong.empty(), null, "p.csv")).isFalse();

      assertThat(terminal.err()).isEqualTo(file + ": " + problem + "\n");
    }

    @Test
    void shows_control_characters_of_ids() throws IOException {
      Path file = Files.writeString(folder.resolve("p.csv"),
          "id,lower,upper,size\na\u001b[31m\u0007,0,2,4\na\u001b[31m\u0007,0,2,4\n");
      var terminal = new CapturedTerminal(folder, false);

      assertThat(pack(terminal, OptionalLong.empty(), null, "p.csv")).isFalse();

      assertThat(terminal.err())
          .isEqualTo(file + ": line 3: found id a\\u001b[31m\\u0007 again, as in line 2, expected another\n");
    }

    @Test
    void where_a_solution_cannot_be_written_says_why() throws IOException {
      Files.writeString(folder.resolve("p.csv"), "id,lower,upper,size\na,0,2,4\n");
      var terminal = new CapturedTerminal(folder, false);

      assertThat(pack(terminal, OptionalLong.empty(), folder.resolve("p.csv"), "p.csv")).isFalse();

      assertThat(terminal.err())
          .isEqualTo(
              "p.csv: " + folder.resolve("p.csv/p.csv") + ": cannot be written: a file of that name is no folder\n");
    }

    @Test
    void keeps_no_other_file_from_being_solved() throws IOException {
      Files.writeString(folder.resolve("p.csv"), "id,lower,upper,size\na,0,2,4\n");
      var terminal = new CapturedTerminal(folder, false);

      assertThat(pack(terminal, OptionalLong.empty(), null, "missing.csv", "p.csv")).isFalse();

      assertThat(terminal.err()).contains("missing.csv: there is no such file");
      assertThat(terminal.out()).startsWith("{\"file\":\"missing.csv\",\"error\":{\"code\":\"bad-input\",\"message\":");
      assertThat(terminal.out())
          .contains("\"file\":\"p.csv\",\"capacity\":null,\"height\":4,\"lowerBound\":4,\"proved\":true");
    }
  }

  @Test
  void what_was_interrupted_is_neither_told_nor_written() throws IOException {
    Files.writeString(folder.resolve("p.csv"), "id,lower,upper,size\na,0,2,4\n");
    var terminal = new CapturedTerminal(folder, false);
    var run = new PackRun(problem -> {
      Thread.currentThread().interrupt();
      return stack(problem);
    }, new PackRun.Effort(OptionalLong.empty(), Duration.ofSeconds(1), 1), folder.resolve("out"), null,
        new PackReport(terminal.terminal().out(), true), terminal.terminal(), false);
    try {
      assertThat(run.pack(List.of("p.csv"))).isFalse();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(terminal.out() + terminal.err()).isEmpty();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Nested
  class Progress {

    @Test
    void tells_time_and_the_best_so_far_before_a_long_path() {
      var watched = new CapturedTerminal(folder, true);
      try (var progress = new PackProgress(watched.terminal(), "packing 1 of 2", "p.csv")) {
        assertThat(progress.text(1_250_000_000)).isEqualTo("packing 1 of 2, 1.3 s: p.csv");
        progress.found(90, 80);
        assertThat(progress.text(2_000_000_000)).isEqualTo("packing 1 of 2, 2.0 s, height 90, bound 80: p.csv");
      }
      assertThat(watched.err()).startsWith("\rpacking 1 of 2, 0.0 s: p.csv\u001b[K").endsWith("\r\u001b[K");
    }

    @Test
    void is_shown_to_nobody_who_does_not_watch() throws IOException {
      Files.writeString(folder.resolve("p.csv"), "id,lower,upper,size\na,0,2,4\n");
      var terminal = new CapturedTerminal(folder, false);

      pack(terminal, OptionalLong.empty(), null, "p.csv");

      assertThat(terminal.err()).isEmpty();
    }
  }

  @Test
  void reads_the_other_columns_of_minimalloc() throws IOException {
    Path file = Files.writeString(folder.resolve("p.csv"),
        "buffer_id,start,end,size,alignment,gaps,offset,hint\na,0,8,64,32,2-3 5-6@8:16,-1,7\nb,0,8,64,1,,96,-1\n");

    List<ArenaBuffer> buffers = ProblemFile.read(file).buffers();

    assertThat(buffers).containsExactly(
        new ArenaBuffer("a", 0, 9, 64, 32,
            List.of(new ArenaBuffer.Gap(2, 4, 0, 0), new ArenaBuffer.Gap(5, 7, 8, 16)), OptionalLong.empty()),
        new ArenaBuffer("b", 0, 9, 64, 1, List.of(), OptionalLong.of(96)));
  }
}
