package graft.compiler.itest;

import static graft.compiler.api.runtime.Environment.COMPILE_THREADS;
import static graft.compiler.api.runtime.Environment.COMPILE_THREADS_VARIABLE;
import static graft.compiler.api.runtime.Environment.NVML_CHECK;
import static graft.compiler.api.runtime.Setting.Source.CONFIGURATION_ADMIN;
import static graft.compiler.api.runtime.Setting.Source.DEFAULT;
import static graft.compiler.api.runtime.Setting.Source.LAUNCH_CONFIGURATION;
import static graft.compiler.api.runtime.Setting.Source.PROCESS_ENVIRONMENT;
import static graft.compiler.itest.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.runtime.Environment;
import graft.compiler.api.runtime.Setting;
import graft.compiler.api.runtime.Setting.Offer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/**
 * The overrides in the framework. The launch configuration of the tests sets {@code TORCHINDUCTOR_COMPILE_THREADS} to 3, and the
 * environment of their process sets it to 7 and {@code PYTORCH_NVML_BASED_CUDA_CHECK} to 0.
 */
class EnvironmentTest {

  private static final String PID = "graft.environment";

  private final House house = House.here();

  @AfterEach
  void restore() throws BundleException, IOException {
    house.configure(PID, Map.of());
    await().until(() -> setting(COMPILE_THREADS).source(), DEFAULT::equals);
    house.restore();
  }

  @Test
  void the_launch_configuration_overrules_the_default_and_that_the_process() {
    assertThat(environment().overrides())
        .containsExactly(
            new Setting(NVML_CHECK, "1", DEFAULT, List.of(new Offer("0", PROCESS_ENVIRONMENT)), List.of()),
            new Setting(
                COMPILE_THREADS_VARIABLE,
                "3",
                LAUNCH_CONFIGURATION,
                List.of(new Offer("1", DEFAULT), new Offer("7", PROCESS_ENVIRONMENT)),
                List.of()),
            new Setting(COMPILE_THREADS, "1", DEFAULT, List.of(), List.of()));
    assertThat(environment().compileThreads()).isEqualTo(1);
  }

  @Test
  void configuration_admin_overrules_them_all_and_gives_way_again() throws IOException {
    List<Setting> before = environment().overrides();

    house.configure(PID, Map.of(COMPILE_THREADS, 4, COMPILE_THREADS_VARIABLE, "2", NVML_CHECK, "0"));
    await().until(() -> environment().compileThreads(), threads -> threads == 4);
    assertThat(environment().overrides())
        .containsExactly(
            new Setting(
                NVML_CHECK,
                "0",
                CONFIGURATION_ADMIN,
                List.of(new Offer("1", DEFAULT), new Offer("0", PROCESS_ENVIRONMENT)),
                List.of()),
            new Setting(
                COMPILE_THREADS_VARIABLE,
                "2",
                CONFIGURATION_ADMIN,
                List.of(
                    new Offer("3", LAUNCH_CONFIGURATION), new Offer("1", DEFAULT), new Offer("7", PROCESS_ENVIRONMENT)),
                List.of()),
            new Setting(COMPILE_THREADS, "4", CONFIGURATION_ADMIN, List.of(new Offer("1", DEFAULT)), List.of()));
    assertThat(environment().devices().gpus()).isZero();

    house.configure(PID, Map.of());
    await().until(() -> environment().overrides(), before::equals);
  }

  @Test
  void it_is_no_part_of_how_a_program_is_made() throws IOException {
    String fingerprint = house.recipe().fingerprint();

    house.configure(PID, Map.of(COMPILE_THREADS, 2));
    await().until(() -> environment().compileThreads(), threads -> threads == 2);
    assertThat(house.recipe().fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void what_cannot_be_a_setting_is_refused_and_the_next_source_asked() throws IOException {
    house.configure(PID, Map.of(COMPILE_THREADS, "many", COMPILE_THREADS_VARIABLE, 0));
    await().until(() -> setting(COMPILE_THREADS).refused(), refused -> !refused.isEmpty());

    assertThat(setting(COMPILE_THREADS)).returns("1", Setting::value).returns(DEFAULT, Setting::source);
    assertThat(setting(COMPILE_THREADS_VARIABLE)).returns("3", Setting::value)
        .returns(LAUNCH_CONFIGURATION, Setting::source);
  }

  @Test
  void nothing_compiles_before_the_overrides_are_applied() throws BundleException, InvalidSyntaxException {
    List<Boolean> applied = new ArrayList<>();
    Thread here = Thread.currentThread();
    ServiceListener listener = event -> {
      // What another thread still has to tell is about the tests before.
      if (event.getType() == ServiceEvent.REGISTERED && Thread.currentThread().equals(here)) {
        applied.add(house.context().getServiceReference(Environment.class) != null);
      }
    };
    house.context().addServiceListener(listener, "(objectClass=" + Pipeline.class.getName() + ")");
    try {
      house.core().stop();
      house.core().start();
    } finally {
      house.context().removeServiceListener(listener);
    }
    assertThat(applied).as("at each start of the pipeline").containsExactly(true);
  }

  private Setting setting(String name) {
    return environment().overrides().stream().filter(setting -> setting.name().equals(name)).findFirst().orElseThrow();
  }

  private Environment environment() {
    return house.service(Environment.class);
  }
}
