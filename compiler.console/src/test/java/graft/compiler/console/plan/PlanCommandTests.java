package graft.compiler.console.plan;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.compile.Planned;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Plan.StageNanos;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.read.StoredSchedule;
import graft.compiler.console.CapturedTerminal;
import graft.compiler.console.Command;
import graft.compiler.console.pack.ArenaPlanners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTests {

  private static final StageNanos NANOS = new StageNanos(1_000_000, 200_000, 30_000);

  private final CapturedTerminal terminal = new CapturedTerminal();
  private final List<PlanRequest> requests = new ArrayList<>();

  @Nested
  class Text {

    @Test
    void is_a_short_summary_and_the_partitions() {
      assertThat(terminal.run(command(Fixture.plan(NANOS)), "a.json")).isEqualTo(Command.DONE);
      assertThat(terminal.out()).isEqualTo("""
          a.json
            case        three, lowered by 2.9.0+cu128
            runtime     2.9.0, fixed by memoryplan
            nodes       3, order changed, 2 stand elsewhere
            partitions  3: 2 captured, 1 in the caller
            peak        2.0 KiB
            memory      1 allocated, 1 reused, 1 line dropped
            arena       unknown
            undefined   none
            time        1.23 ms: reorder 1.00 ms, partition 0.2000 ms, plan 0.0300 ms

            partition  nodes  inputs  outputs  where
                    0      1       2        2  partition_0
                    1      1       1        1  in the caller
                    2      1       1        1  partition_1

          """);
      assertThat(terminal.err()).isEmpty();
    }

    @Test
    void of_several_files_ends_in_how_many_there_were() {
      terminal.run(command(Fixture.plan(NANOS)), "a.json", "b.json", "garbled.json");
      assertThat(terminal.out()).endsWith("\n3 files: 2 planned, 0 with undefined names, 1 failed\n");
    }

    @Test
    void tells_medians_of_repetitions() {
      terminal.run(command(Fixture.plan(NANOS)), "--repeat", "3", "a.json");
      assertThat(terminal.out()).contains("plan 0.0300 ms, medians of 3\n");
    }
  }

  @Nested
  class Json {

    @Test
    void is_one_line_a_file_with_the_whole_plan() {
      assertThat(terminal.run(command(Fixture.plan(NANOS)), "a b$.json", "--json")).isEqualTo(Command.DONE);
      assertThat(terminal.out()).isEqualTo("""
          {"file":"a b$.json","runtime":"2.9.0","fixes":["memoryplan"],\
          "reorder":{"afterMinimize":["op0","op1","op2"],"after":["op0","op2","op1"]},\
          "partitions":[{"nodes":["op0"],"inputs":["arg0","arg1"],"outputs":["buf1","arg1"],\
          "inputDeallocation":{"arg0":true,"arg1":false},"skipCudagraph":false,"constants":[],"symbols":["s0"]},\
          {"nodes":["op2"],"inputs":["buf1"],"outputs":["buf1"],"inputDeallocation":{"buf1":false},\
          "skipCudagraph":true,"constants":[],"symbols":["s0"]},\
          {"nodes":["op1"],"inputs":["buf1"],"outputs":["buf2"],"inputDeallocation":{"buf1":true},\
          "skipCudagraph":false,"constants":[],"symbols":["s0"]}],\
          "wrappers":[{"partition":"partition_0","estimatedPeakBytes":2048,"after":[\
          {"line":"allocate","buffer":"buf0","step":0,"type":"ComputedBuffer"},\
          {"line":"freeIfNotReused","buffer":"buf0","step":0,"reused":true,"reusable":true},\
          {"line":"reuse","buffer":"buf0","as":"buf1","deleteOld":true}]},\
          {"partition":"partition_1","estimatedPeakBytes":2048,"after":[]},\
          {"partition":null,"estimatedPeakBytes":null,"after":[{"line":"other","type":"CommentLine"}]}],\
          "undefinedNames":[],"nanos":{"reorder":1000000,"partition":200000,"plan":30000},\
          "arena":null}
          """);
    }

    @Test
    void tells_the_median_of_each_stage() {
      var command = command(
          Fixture.plan(new StageNanos(5, 1, 9)), Fixture.plan(new StageNanos(1, 3, 8)),
          Fixture.plan(new StageNanos(3, 7, 7)), Fixture.plan(new StageNanos(100, 5, 0)));
      terminal.run(command, "--repeat", "4", "--json", "a.json");
      assertThat(requests).hasSize(4);
      assertThat(terminal.out()).contains("\"nanos\":{\"reorder\":4,\"partition\":4,\"plan\":7},");
    }

    @Test
    void is_an_error_object_for_a_file_that_failed() {
      assertThat(terminal.run(command(Fixture.plan(NANOS)), "garbled.json", "--json")).isEqualTo(Command.FAILED);
      assertThat(terminal.out()).isEqualTo("""
          {"file":"garbled.json","error":{"code":"bad-input","message":"garbled.json: nodes: expected an array"}}
          """);
      assertThat(terminal.err()).isEqualTo("garbled.json: nodes: expected an array\n");
    }

    @Test
    void names_what_is_undefined() {
      var plan = Fixture.plan(NANOS, new UndefinedName("partition_0", "buf9"), new UndefinedName("call", "buf8"));
      assertThat(terminal.run(command(plan), "a.json", "--json")).isEqualTo(Command.FAILED);
      assertThat(terminal.out()).contains("\"undefinedNames\":[[\"partition_0\",\"buf9\"],[\"call\",\"buf8\"]],")
          .endsWith(",\"arena\":null}\n");
    }
  }

  @Nested
  class Failures {

    @Test
    void of_one_file_leave_the_others_to_be_planned() {
      assertThat(terminal.run(command(Fixture.plan(NANOS)), "garbled.json", "a.json")).isEqualTo(Command.FAILED);
      assertThat(terminal.err()).isEqualTo("garbled.json: nodes: expected an array\n");
      assertThat(terminal.out()).startsWith("a.json\n");
    }

    @Test
    void of_a_compile_name_the_file() {
      var command = failing(new DefectException("partition-rule", "op", "patch", "an assertion failed"));
      assertThat(terminal.run(command, "a.json")).isEqualTo(Command.FAILED);
      assertThat(terminal.err()).isEqualTo("a.json: an assertion failed\n");
    }

    @Test
    void of_the_house_itself_stop_nothing() {
      assertThat(terminal.run(failing(new IllegalStateException("broken")), "a.json", "b.json")).isEqualTo(1);
      assertThat(terminal.err()).isEqualTo("""
          a.json: internal error: java.lang.IllegalStateException: broken
          b.json: internal error: java.lang.IllegalStateException: broken
          """);
    }

    @Test
    void are_undefined_names_too() {
      UndefinedName[] undefined = new UndefinedName[7];
      for (int i = 0; i < undefined.length; i++) {
        undefined[i] = new UndefinedName("partition_0", "buf" + i);
      }
      assertThat(terminal.run(command(Fixture.plan(NANOS, undefined)), "a.json")).isEqualTo(Command.FAILED);
      assertThat(terminal.err()).isEqualTo("a.json: the plan uses undefined names: buf0 in partition_0, "
          + "buf1 in partition_0, buf2 in partition_0, buf3 in partition_0, buf4 in partition_0 and 2 more\n");
    }

    @Test
    void show_the_stack_trace_only_when_asked() {
      terminal.run(failing(new CompileException("code", "it happened")), "a.json", "--debug");
      assertThat(terminal.err()).startsWith("a.json: it happened\n").contains("\tat ");
    }

    @Test
    void are_files_whose_stored_compile_died() {
      assertThat(terminal.run(command(Fixture.plan(NANOS)), "dead.json")).isEqualTo(Command.FAILED);
      assertThat(terminal.err()).startsWith("dead.json: the stored compile died in stage 1").hasLineCount(1);
      assertThat(terminal.out()).isEmpty();
    }
  }

  @Nested
  class Words {

    @Test
    void a_file_is_needed() {
      assertThat(terminal.run(command(Fixture.plan(NANOS)))).isEqualTo(Command.MISUSED);
      assertThat(terminal.err()).startsWith("plan: needs a FILE\nusage: plan FILE... ");
    }

    @Test
    void operators_to_split_on_come_after_the_files_own() {
      terminal.run(command(Fixture.plan(NANOS)), "--split", "b::c", "--split", "a::b", "a.json");
      assertThat(requests).singleElement()
          .satisfies(request -> assertThat(request.options().splitOperators()).containsExactly("b::c", "a::b"));
    }

    @Test
    void a_directory_stands_for_the_schedules_in_it(@TempDir Path directory) throws IOException {
      Path schedules = Files.createDirectory(directory.resolve("schedules"));
      for (String name : new String[]{"b.json.gz", "FORMAT.md", "a.json"}) {
        Files.writeString(schedules.resolve(name), "");
      }
      var inside = new CapturedTerminal(directory, false);
      assertThat(inside.run(command(Fixture.plan(NANOS)), "schedules")).isEqualTo(Command.DONE);
      assertThat(inside.out().lines().filter(line -> line.contains(".json")))
          .containsExactly(Path.of("schedules", "a.json").toString(), Path.of("schedules", "b.json.gz").toString());
    }

    @Test
    void a_directory_without_schedules_is_a_failure(@TempDir Path directory) {
      assertThat(terminal.run(command(Fixture.plan(NANOS)), directory.toString(), "a.json")).isEqualTo(Command.FAILED);
      assertThat(terminal.err()).isEqualTo(
          directory + ": found no schedule in this directory, expected files *.{json,json.gz}\n");
      assertThat(terminal.out()).startsWith("a.json\n");
    }
  }

  @Nested
  class Progress {

    @Test
    void is_shown_where_somebody_watches_and_taken_away() {
      var watched = new CapturedTerminal(Path.of(""), true);
      watched.run(command(Fixture.plan(NANOS)), "a.json", "b.json");
      assertThat(watched.err()).isEqualTo("\rplanning 1 of 2: a.json\u001b[K\r\u001b[K"
          + "\rplanning 2 of 2: b.json\u001b[K\r\u001b[K");
    }
  }

  /** Plans everything as {@code plans}, in turn; reads everything but what is called garbled. */
  private Command command(Plan... plans) {
    return new PlanCommand(new FakeReader(), new FakePipeline(requests, List.of(plans).iterator(), plans[0]),
        new ArenaPlanners());
  }

  private static Command failing(RuntimeException failure) {
    return new PlanCommand(new FakeReader(), new FailingPipeline(failure), new ArenaPlanners());
  }

  private record FakeReader() implements ScheduleReader {

    @Override
    public StoredSchedule read(Path file) {
      return switch (file.getFileName().toString()) {
        case "garbled.json" -> throw new InvalidFileException(file, "nodes", "expected an array");
        case "dead.json" -> Fixture.dead();
        default -> Fixture.stored();
      };
    }
  }

  private record FakePipeline(List<PlanRequest> requests, Iterator<Plan> plans, Plan rest) implements Pipeline {

    @Override
    public Plan plan(PlanRequest request) {
      requests.add(request);
      return plans.hasNext() ? plans.next() : rest;
    }

    @Override
    public Plan verified(PlanRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Planned verified(Lowered lowered, CompileOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Recipe recipe(CompileOptions options) {
      throw new UnsupportedOperationException();
    }
  }

  private record FailingPipeline(RuntimeException failure) implements Pipeline {

    @Override
    public Plan plan(PlanRequest request) {
      throw failure;
    }

    @Override
    public Plan verified(PlanRequest request) {
      throw failure;
    }

    @Override
    public Planned verified(Lowered lowered, CompileOptions options) {
      throw failure;
    }

    @Override
    public Recipe recipe(CompileOptions options) {
      throw failure;
    }
  }
}
