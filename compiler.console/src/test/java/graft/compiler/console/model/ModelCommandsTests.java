package graft.compiler.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.console.CapturedTerminal;
import graft.compiler.console.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandsTests {

  private final FakeModels fake = new FakeModels();

  @TempDir
  private Path folder;

  private CapturedTerminal terminal;

  @BeforeEach
  void enterFolder() {
    terminal = new CapturedTerminal(folder, false);
  }

  @Nested
  class Check {

    private final Command check = new CheckCommand(fake::read, fake.tensors, fake::compile);

    @Test
    void passes_where_all_stored_outputs_agree() throws IOException {
      model("mlp", "input_0 1\ninput_1 2\n", "output_0 1\noutput_1 2\n");
      assertThat(terminal.run(check, "mlp.pt2")).isEqualTo(Command.DONE);
      assertThat(terminal.out()).isEqualTo("passed  mlp.pt2  2 tensors agree\n1 passed, 0 failed\n");
      assertThat(fake.closed).isEqualTo(1);
    }

    @Test
    void fails_where_one_differs() throws IOException {
      model("mlp", "input_0 1\ninput_1 2\n", "output_0 1\noutput_1 3\n");
      assertThat(terminal.run(check, "mlp.pt2")).isEqualTo(Command.FAILED);
      assertThat(terminal.out()).isEqualTo("FAILED  mlp.pt2  "
          + "output_1: 1 of 1 elements differ, first at [0]: expected 3, computed 2\n0 passed, 1 failed\n");
      assertThat(terminal.err()).isEqualTo("check: 1 of 1 failed\n");
    }

    @Test
    void fails_where_one_is_missing_or_too_many() throws IOException {
      model("mlp", "input_0 1\n", "output_1 1\n");
      terminal.run(check, "mlp.pt2");
      assertThat(terminal.out()).startsWith("FAILED  mlp.pt2  output_1 was not computed; and 1 more\n");
    }

    @Test
    void fails_where_there_is_no_model() {
      terminal.run(check, "none.pt2");
      assertThat(terminal.out()).startsWith("FAILED  none.pt2  " + folder.resolve("none.pt2") + ": does not exist\n");
    }

    @Test
    void tells_nothing_more_once_it_is_interrupted() throws IOException {
      model("mlp", "input_0 1\n", "output_0 1\n");
      Thread.currentThread().interrupt();
      try {
        assertThat(terminal.run(check, "mlp.pt2")).isEqualTo(Command.FAILED);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(terminal.out() + terminal.err()).isEmpty();
    }

    @Test
    void goes_on_after_a_failure() throws IOException {
      model("broken", "input_0 1\n", "output_0 1\n");
      model("mlp", "input_0 1\n", "output_0 1\n");
      assertThat(terminal.run(check, "broken.pt2", "mlp.pt2")).isEqualTo(Command.FAILED);
      assertThat(terminal.out()).isEqualTo("""
          FAILED  broken.pt2  unknown operators: a::b
          passed  mlp.pt2     1 tensor agrees
          1 passed, 1 failed
          """);
    }

    @Test
    void takes_all_models_of_a_folder_that_have_stored_inputs() throws IOException {
      Files.createDirectory(folder.resolve("zoo"));
      model("zoo/b", "input_0 1\n", "output_0 1\n");
      model("zoo/a", "input_0 1\n", "output_0 1\n");
      Files.writeString(folder.resolve("zoo/without.pt2"), "");
      assertThat(terminal.run(check, "zoo")).isEqualTo(Command.DONE);
      assertThat(terminal.out()).isEqualTo("""
          passed  zoo/a.pt2  1 tensor agrees
          passed  zoo/b.pt2  1 tensor agrees
          2 passed, 0 failed
          """.replace("zoo/", Path.of("zoo", "x").toString().replace("x", "")));
    }

    @Test
    void finds_stored_files_without_core_in_their_names() throws IOException {
      Files.writeString(folder.resolve("mlp.core.pt2"), "");
      model("mlp", "input_0 1\n", "output_0 1\n");
      terminal.run(check, "mlp.core.pt2");
      assertThat(terminal.out()).startsWith("passed  mlp.core.pt2  1 tensor agrees\n");
    }

    @Test
    void runs_inputs_of_another_size_on_the_same_program() throws IOException {
      model("mlp", "input_0 1\n", "output_0 1\n");
      Files.writeString(folder.resolve("mlp.other.inputs.safetensors"), "input_0 7\n");
      Files.writeString(folder.resolve("mlp.other.outputs.safetensors"), "output_0 8\n");
      terminal.run(check, "mlp.pt2");
      assertThat(terminal.out()).startsWith("FAILED  mlp.pt2  output_0 of other: 1 of 1 elements differ");
      assertThat(fake.compiled).hasSize(1);
    }

    @Test
    void runs_each_stored_case_from_the_stored_state() throws IOException {
      model("counter", "input_0 1\n", "output_0 1\nbuffer_count 1\n");
      Files.writeString(folder.resolve("counter.other.inputs.safetensors"), "input_0 7\n");
      Files.writeString(folder.resolve("counter.other.outputs.safetensors"), "output_0 7\nbuffer_count 1\n");
      assertThat(terminal.run(check, "counter.pt2")).isEqualTo(Command.DONE);
      assertThat(terminal.out()).startsWith("passed  counter.pt2  4 tensors agree\n");
    }

    @Test
    void splits_on_the_operators_named_beside_the_models() throws IOException {
      model("mlp", "input_0 1\n", "output_0 1\n");
      Files.writeString(folder.resolve("splitting-ops.json"), "{\"other\": [], \"mlp\": [\"b::c\", \"a::b\"]}");
      terminal.run(check, "mlp.pt2", "--split", "d::e");
      assertThat(fake.compiled).singleElement()
          .satisfies(options -> assertThat(options.splitOperators()).containsExactly("b::c", "a::b", "d::e"));
    }

    @Test
    void says_what_is_wrong_with_the_operators_named_beside_the_models() throws IOException {
      model("mlp", "input_0 1\n", "output_0 1\n");
      for (String garbled : new String[]{"[]", "{\"mlp\": 1}", "{\"mlp\": [1]}", "{\"mlp\":", "", "nonsense"}) {
        Files.writeString(folder.resolve("splitting-ops.json"), garbled);
        var fresh = new CapturedTerminal(folder, false);
        assertThat(fresh.run(check, "mlp.pt2")).as(garbled).isEqualTo(Command.FAILED);
        assertThat(fresh.out()).as(garbled).startsWith("FAILED  mlp.pt2  ").contains("splitting-ops.json: ")
            .hasLineCount(2);
      }
    }

    @Test
    void keeps_what_was_computed() throws IOException {
      Files.writeString(folder.resolve("mlp.core.pt2"), "");
      Files.writeString(folder.resolve("mlp.inputs.safetensors"), "input_0 1\n");
      Files.writeString(folder.resolve("mlp.other.inputs.safetensors"), "input_0 7\n");
      assertThat(terminal.run(check, "mlp.core.pt2", "--write", "new/kept")).isEqualTo(Command.DONE);
      Path kept = folder.resolve("new/kept");
      assertThat(kept.resolve("mlp.core.outputs.safetensors")).hasContent("output_0 1");
      assertThat(kept.resolve("mlp.core.other.outputs.safetensors")).hasContent("output_0 7");
      assertThat(terminal.out()).isEqualTo("""
          ran     mlp.core.pt2  no outputs are stored to compare with
          0 passed, 0 failed, 1 ran without stored outputs
          """);
    }

    @Test
    void says_what_is_missing() throws IOException {
      Files.writeString(folder.resolve("alone.pt2"), "");
      Files.createDirectory(folder.resolve("empty"));
      assertThat(terminal.run(check, "alone.pt2", "empty")).isEqualTo(Command.FAILED);
      assertThat(terminal.out().lines()).containsExactly(
          "FAILED  empty      " + folder.resolve("empty") + ": found no model in this folder that has stored inputs,"
              + " expected NAME.pt2 and NAME.inputs.safetensors",
          "FAILED  alone.pt2  no inputs are stored beside it, expected alone.inputs.safetensors",
          "0 passed, 2 failed");
    }

    @Test
    void as_JSON_is_one_line_a_model() throws IOException {
      model("mlp", "input_0 1\n", "output_0 2\n");
      model("broken", "input_0 1\n", "output_0 1\n");
      terminal.run(check, "--json", "mlp.pt2", "broken.pt2");
      assertThat(terminal.out()).isEqualTo("""
          {"file":"mlp.pt2","passed":false,"compared":1,\
          "differences":["output_0: 1 of 1 elements differ, first at [0]: expected 2, computed 1"]}
          {"file":"broken.pt2","passed":false,"compared":0,"differences":[],\
          "error":{"code":"unknown-operators","message":"unknown operators: a::b"}}
          """);
    }
  }

  @Nested
  class Run {

    private final Command run = new RunCommand(fake::read, fake.tensors, fake::compile);

    @Test
    void tells_outputs_and_latency() throws IOException {
      model("mlp", "input_0 1\n", "output_0 1\n");
      assertThat(terminal.run(run, "mlp.pt2")).isEqualTo(Command.DONE);
      assertThat(terminal.out().replaceAll("\\d+\\.\\d+ ms", "T")).isEqualTo("""
          mlp
            outputs     output_0 uint8[1]
            partitions  1, 2 kernels
            compiled    in T
            latency     T
            arena       4.0 KiB, lower bound 3.9 KiB by live bytes, at most 1.59 % above the smallest
            recipe      2.9.0, no fixes
          """);
    }

    @Test
    void as_JSON_is_one_object() throws IOException {
      model("mlp", "input_0 1\n", "output_0 1\n");
      terminal.run(run, "mlp.pt2", "--json", "--repeat", "3", "--split", "a::b", "--threads", "3");
      assertThat(terminal.out().replaceAll("\"(min|median|compileMillis)\":[0-9.E-]+", "\"$1\":0")
          .replaceAll("\"fingerprint\":\"[0-9a-f]{64}\"", "\"fingerprint\":\"F\"")).isEqualTo("""
              {"model":"mlp","outputs":[{"name":"output_0","dtype":"uint8","shape":[1]}],"partitions":1,"kernels":2,\
              "compileMillis":0,"latencyMillis":{"min":0,"median":0},"arenaBytes":4096,\
              "arenaLowerBound":4032,\
              "recipe":{"fingerprint":"F","runtime":"2.9.0","fixes":[],"steps":[{"stage":"backend",\
              "implementation":"Loops","bundle":"jvm","version":"1.0.0","digest":"0123456789abcdef","ranking":0,\
              "fix":"","configuration":{}}],"split":["a::b"],"threads":3}}
              """);
    }

    @Test
    void reads_and_writes_the_files_that_are_named() throws IOException {
      model("mlp", "input_0 1\n", "output_0 1\n");
      Files.writeString(folder.resolve("x y"), "input_5 5\n");
      assertThat(terminal.run(run, "mlp.pt2", "--inputs", "x y", "--outputs", "z")).isEqualTo(Command.DONE);
      assertThat(folder.resolve("z")).hasContent("output_5 5");
    }

    @Test
    void takes_whole_numbers_of_threads() throws IOException {
      model("mlp", "", "");
      assertThat(terminal.run(run, "mlp.pt2", "--threads", "0")).isEqualTo(Command.MISUSED);
      assertThat(fake.compiled).isEmpty();
    }

    @Test
    void writes_what_the_first_of_many_runs_computed() throws IOException {
      model("counter", "input_0 1\n", "output_0 1\n");
      assertThat(terminal.run(run, "counter.pt2", "--repeat", "3", "--outputs", "z")).isEqualTo(Command.DONE);
      assertThat(folder.resolve("z")).hasContent("output_0 1\nbuffer_count 1\n");
    }

    @Test
    void takes_one_model() {
      assertThat(terminal.run(run, "a.pt2", "b.pt2")).isEqualTo(Command.MISUSED);
    }

    @Test
    void says_in_one_line_what_went_wrong() throws IOException {
      model("mlp", "input_0 1\n", "output_0 1\n");
      assertThat(terminal.run(run, "missing.pt2")).isEqualTo(Command.FAILED);
      assertThat(terminal.run(run, "mlp.pt2", "--outputs", "no/such/folder/z")).isEqualTo(Command.FAILED);
      assertThat(terminal.err()).isEqualTo(folder.resolve("missing.pt2") + ": does not exist\nrun: "
          + folder.resolve("no/such/folder/z") + ": cannot be written\n");
      assertThat(fake.closed).isEqualTo(1);
    }
  }

  @Nested
  class Compile {

    private final Command compile = new CompileCommand(fake::read, fake.tensors, fake::compile);

    @Test
    void shows_signatures_plan_and_recipe() throws IOException {
      model("mlp", "input_0 1\n", "output_0 1\n");
      assertThat(terminal.run(compile, "mlp.pt2")).isEqualTo(Command.DONE);
      assertThat(terminal.out().replaceAll("fingerprint [0-9a-f]{64}", "fingerprint F")).isEqualTo("""
          mlp: 1 partition, 2 kernels, compiled in 12.00 ms
            peak 1 B estimated, arena 4.0 KiB, lower bound 3.9 KiB by live bytes, at most 1.59 % above the smallest

            partition_0, 1 node
              takes    arg0, arg1
              returns  buf0
              frees    arg1
              op0  reduction sum of 2 loop nests  buf0

            partition_0:
              allocate buf0
              kernel_0(arg0, arg1, buf0)
              free arg1

            call:
              buf0 = partition_0(...)

            stage    implementation  bundle     ranking  fix  digest
            backend  Loops           jvm 1.0.0        0       0123456789ab
            fingerprint F

          """);
    }

    @Test
    void goes_on_after_a_failure() throws IOException {
      model("mlp", "input_0 1\n", "output_0 1\n");
      model("broken", "input_0 1\n", "output_0 1\n");
      assertThat(terminal.run(compile, "broken.pt2", "mlp.pt2")).isEqualTo(Command.FAILED);
      assertThat(terminal.err()).isEqualTo("broken.pt2: unknown operators: a::b\n");
      assertThat(terminal.out()).startsWith("mlp: 1 partition");
    }
  }

  private void model(String name, String inputs, String outputs) throws IOException {
    Files.writeString(folder.resolve(name + ".pt2"), "");
    Files.writeString(folder.resolve(name + ".inputs.safetensors"), inputs);
    Files.writeString(folder.resolve(name + ".outputs.safetensors"), outputs);
  }
}
