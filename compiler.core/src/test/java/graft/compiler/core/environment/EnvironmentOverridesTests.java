package graft.compiler.core.environment;

import static graft.compiler.api.runtime.Environment.COMPILE_THREADS;
import static graft.compiler.api.runtime.Environment.COMPILE_THREADS_VARIABLE;
import static graft.compiler.api.runtime.Environment.NVML_CHECK;
import static graft.compiler.api.runtime.Setting.Source.CONFIGURATION_ADMIN;
import static graft.compiler.api.runtime.Setting.Source.DEFAULT;
import static graft.compiler.api.runtime.Setting.Source.LAUNCH_CONFIGURATION;
import static graft.compiler.api.runtime.Setting.Source.PROCESS_ENVIRONMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import graft.compiler.api.runtime.DeviceCheck;
import graft.compiler.api.runtime.Environment;
import graft.compiler.api.runtime.Setting;
import graft.compiler.api.runtime.Setting.Offer;
import graft.compiler.api.runtime.Setting.Refusal;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EnvironmentOverridesTests {

  private static final Map<String, Object> NOTHING = Map.of();

  private final AtomicInteger asked = new AtomicInteger();

  @Nested
  class Precedence {

    @Test
    void the_defaults_hold_where_nobody_offers_anything() {
      assertThat(environment(NOTHING, NOTHING, NOTHING).overrides())
          .extracting(Setting::name, Setting::value, Setting::source).containsExactly(
              tuple(NVML_CHECK, "1", DEFAULT),
              tuple(COMPILE_THREADS_VARIABLE, "1", DEFAULT),
              tuple(COMPILE_THREADS, "1", DEFAULT));
    }

    @Test
    void the_default_overrules_the_environment() {
      var threads = threads(NOTHING, NOTHING, Map.of(COMPILE_THREADS, "8"));
      assertThat(threads.value()).isEqualTo("1");
      assertThat(threads.source()).isEqualTo(DEFAULT);
      assertThat(threads.overruled()).containsExactly(new Offer("8", PROCESS_ENVIRONMENT));
    }

    @Test
    void the_launch_configuration_overrules_the_default() {
      var threads = threads(NOTHING, Map.of(COMPILE_THREADS, "4"), Map.of(COMPILE_THREADS, "8"));
      assertThat(threads.value()).isEqualTo("4");
      assertThat(threads.source()).isEqualTo(LAUNCH_CONFIGURATION);
      assertThat(threads.overruled()).containsExactly(new Offer("1", DEFAULT), new Offer("8", PROCESS_ENVIRONMENT));
    }

    @Test
    void Configuration_Admin_overrules_everything() {
      var threads = threads(Map.of(COMPILE_THREADS, 2), Map.of(COMPILE_THREADS, "4"), Map.of(COMPILE_THREADS, "8"));
      assertThat(threads.value()).isEqualTo("2");
      assertThat(threads.source()).isEqualTo(CONFIGURATION_ADMIN);
      assertThat(threads.overruled()).containsExactly(
          new Offer("4", LAUNCH_CONFIGURATION), new Offer("1", DEFAULT), new Offer("8", PROCESS_ENVIRONMENT));
    }

    @Test
    void each_name_is_decided_by_itself() {
      var environment = environment(Map.of(COMPILE_THREADS_VARIABLE, 3), NOTHING, NOTHING);
      assertThat(environment.overrides()).extracting(Setting::value).containsExactly("1", "3", "1");
      assertThat(environment.compileThreads()).isEqualTo(1);
    }

    @Test
    void compile_threads_is_the_setting_that_counts() {
      assertThat(environment(Map.of(COMPILE_THREADS, 3), NOTHING, NOTHING).compileThreads()).isEqualTo(3);
    }
  }

  @Nested
  class Refusals {

    @Test
    void what_is_no_number_gives_way_to_the_next_source() {
      var threads = threads(Map.of(COMPILE_THREADS, "many"), Map.of(COMPILE_THREADS, "4"), NOTHING);
      assertThat(threads.value()).isEqualTo("4");
      assertThat(threads.refused()).containsExactly(
          new Refusal(new Offer("many", CONFIGURATION_ADMIN), "expected a whole number of at least 1"));
      assertThat(threads.overruled()).containsExactly(new Offer("1", DEFAULT));
    }

    @Test
    void no_thread_fewer_than_one_and_no_more_than_an_int_holds() {
      for (String value : new String[]{"0", "-3", "1.5", "", "99999999999"}) {
        var threads = threads(NOTHING, Map.of(COMPILE_THREADS, value), NOTHING);
        assertThat(threads.value()).as(value).isEqualTo("1");
        assertThat(threads.refused()).extracting(refusal -> refusal.offer().value()).containsExactly(value);
      }
    }

    @Test
    void the_check_is_on_or_off() {
      var check = environment(NOTHING, Map.of(NVML_CHECK, "yes"), NOTHING).overrides().getFirst();
      assertThat(check.value()).isEqualTo("1");
      assertThat(check.refused()).extracting(Refusal::reason).containsExactly("expected 0 or 1");
    }

    @Test
    void blanks_around_a_value_are_none_of_it() {
      assertThat(threads(NOTHING, Map.of(COMPILE_THREADS, " 4 "), NOTHING).value()).isEqualTo("4");
    }
  }

  @Nested
  class Devices {

    @Test
    void are_asked_for_once_and_only_when_wanted() {
      var environment = environment(NOTHING, NOTHING, NOTHING);
      assertThat(asked).hasValue(0);
      assertThat(environment.devices()).isSameAs(environment.devices());
      assertThat(asked).hasValue(1);
    }

    @Test
    void are_not_asked_for_where_the_check_is_off() {
      var environment = environment(NOTHING, Map.of(NVML_CHECK, "0"), NOTHING);
      assertThat(environment.devices())
          .isEqualTo(new DeviceCheck(0, "NVML: not asked, by PYTORCH_NVML_BASED_CUDA_CHECK=0"));
      assertThat(asked).hasValue(0);
    }
  }

  private Setting threads(Map<String, Object> configuration, Map<String, Object> launch, Map<String, Object> process) {
    return environment(configuration, launch, process).overrides().getLast();
  }

  private Environment environment(
      Map<String, Object> configuration, Map<String, Object> launch, Map<String, Object> process) {
    return new EnvironmentOverrides(new Sources(configuration::get, launch::get, process::get),
        () -> new DeviceCheck(asked.incrementAndGet(), "NVML: 1 GPU"));
  }
}
