package graft.compiler.console.environment;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.runtime.DeviceCheck;
import graft.compiler.api.runtime.Environment;
import graft.compiler.api.runtime.Setting;
import graft.compiler.api.runtime.Setting.Offer;
import graft.compiler.api.runtime.Setting.Refusal;
import graft.compiler.api.runtime.Setting.Source;
import graft.compiler.console.CapturedTerminal;
import graft.compiler.console.Command;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentCommandTests {

  private final CapturedTerminal terminal = new CapturedTerminal();
  private final Command command = new EnvironmentCommand(new FakeEnvironment());

  @Test
  void prints_a_line_an_override() {
    assertThat(terminal.run(command)).isEqualTo(Command.DONE);
    assertThat(terminal.out()).isEqualTo("""
        PYTORCH_NVML_BASED_CUDA_CHECK  1   default              overruled nothing; NVML: 2 GPUs
        TORCHINDUCTOR_COMPILE_THREADS  1   default              overruled 8 (environment)
        compile_threads                16  Configuration Admin  overruled 4 (launch configuration), 1 (default); \
        refused many (environment), expected a whole number of at least 1
        """);
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void prints_the_same_as_JSON() {
    assertThat(terminal.run(command, "--json")).isEqualTo(Command.DONE);
    assertThat(terminal.out().lines()).containsExactly(
        """
            {"name":"PYTORCH_NVML_BASED_CUDA_CHECK","value":"1","source":"default","overruled":[],"refused":[],\
            "gpus":2,"answer":"NVML: 2 GPUs"}""",
        """
            {"name":"TORCHINDUCTOR_COMPILE_THREADS","value":"1","source":"default",\
            "overruled":[{"value":"8","source":"environment"}],"refused":[]}""",
        """
            {"name":"compile_threads","value":"16","source":"Configuration Admin",\
            "overruled":[{"value":"4","source":"launch configuration"},{"value":"1","source":"default"}],\
            "refused":[{"value":"many","source":"environment","reason":"expected a whole number of at least 1"}]}""");
  }

  private record FakeEnvironment() implements Environment {

    @Override
    public List<Setting> overrides() {
      var many = new Offer("many", Source.PROCESS_ENVIRONMENT);
      return List.of(
          new Setting(NVML_CHECK, "1", Source.DEFAULT, List.of(), List.of()),
          new Setting(COMPILE_THREADS_VARIABLE, "1", Source.DEFAULT,
              List.of(new Offer("8", Source.PROCESS_ENVIRONMENT)), List.of()),
          new Setting(COMPILE_THREADS, "16", Source.CONFIGURATION_ADMIN,
              List.of(new Offer("4", Source.LAUNCH_CONFIGURATION), new Offer("1", Source.DEFAULT)),
              List.of(new Refusal(many, "expected a whole number of at least 1"))));
    }

    @Override
    public int compileThreads() {
      return 16;
    }

    @Override
    public DeviceCheck devices() {
      return new DeviceCheck(2, "NVML: 2 GPUs");
    }
  }
}
