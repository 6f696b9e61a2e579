package graft.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTests {

  @Test
  void without_words_it_is_the_shell_of_2_9_0_with_everything() {
    CommandLine line = parse();
    assertThat(line.configuration()).isEqualTo("graft");
    assertThat(line.without()).isEmpty();
    assertThat(line.command()).isEmpty();
  }

  @Test
  void options_end_where_the_command_begins() {
    CommandLine line =
        parse("--runtime", "2.9.1", "--debug", "--threads", "3", "-Da.b=c=d", "plan", "--json", "--runtime", "x");
    assertThat(line.configuration()).isEqualTo("runtime-2.9.1");
    assertThat(line.properties()).isEqualTo(Map.of("graft.debug", "true", "a.b", "c=d", "graft.threads", "3"));
    assertThat(line.command()).containsExactly("plan", "--json", "--runtime", "x");
  }

  @Test
  void help_is_a_command_whatever_it_looks_like() {
    assertThat(parse("--help").command()).containsExactly("--help");
    assertThat(parse("--threads", "3", "-h").command()).containsExactly("-h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--runtime", "--without", "--runtime 2.8.0", "--bogus", "--threads", "--threads 0",
      "--threads x", "-D", "-Dx", "-D=x"})
  void what_it_does_not_know_it_refuses(String words) {
    assertThatThrownBy(() -> parse(words.split(" ", -1))).isInstanceOf(UsageException.class);
  }

  @Test
  void bundles_are_left_out_by_the_fixs_name_or_the_folder() {
    LaunchConfiguration all =
        configuration("graft.patch.memoryplan-1.jar", "graft.kernel.sample-1.jar", "graft.compiler.api-1.jar");
    assertThat(all.without(Set.of("memoryplan", "kernel.sample")).bundles())
        .containsExactly(Path.of("graft.compiler.api-1.jar"));
    assertThatThrownBy(() -> all.without(Set.of("memory"))).isInstanceOf(UsageException.class)
        .hasMessageContaining("memory");
  }

  private static LaunchConfiguration configuration(String... jars) {
    return new LaunchConfiguration(Path.of("."), List.of(jars).stream().map(Path::of).toList(), Map.of());
  }

  private static CommandLine parse(String... words) {
    return CommandLine.parse(List.of(words));
  }
}
