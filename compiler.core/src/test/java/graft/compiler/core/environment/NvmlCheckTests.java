package graft.compiler.core.environment;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.runtime.DeviceCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NvmlCheckTests {

  private final List<String> calls = new ArrayList<>();

  @Nested
  class Counting {

    @Test
    void says_how_many_GPUs_there_are() {
      assertThat(ask(new FakeNvml(0, 0, 1))).isEqualTo(new DeviceCheck(1, "NVML: 1 GPU"));
      assertThat(ask(new FakeNvml(0, 0, 8))).isEqualTo(new DeviceCheck(8, "NVML: 8 GPUs"));
    }

    @Test
    void says_that_there_is_none() {
      assertThat(ask(new FakeNvml(0, 0, 0))).isEqualTo(new DeviceCheck(0, "NVML: no GPU"));
    }

    @Test
    void shuts_NVML_down_if_and_only_if_it_started() {
      ask(new FakeNvml(0, 15, 0));
      assertThat(calls).containsExactly("init", "deviceCount", "errorString", "shutdown");
      calls.clear();
      ask(new FakeNvml(9, 0, 0));
      assertThat(calls).containsExactly("init");
    }
  }

  @Nested
  class Obstacles {

    @Test
    void no_library() {
      assertThat(answer((name, arena) -> {
        throw new IllegalArgumentException("Cannot open library: " + name);
      })).isEqualTo("NVML: no library (libnvidia-ml.so.1 is not there, or not for this machine)");
    }

    @Test
    void no_library_in_truth() {
      assertThat(new NvmlCheck("libthere-is-no-such-library.so", NativeNvml::open, true).ask().answer())
          .isEqualTo("NVML: no library (libthere-is-no-such-library.so is not there, or not for this machine)");
    }

    @Test
    void no_driver() {
      assertThat(ask(new FakeNvml(9, 0, 0))).isEqualTo(new DeviceCheck(0, "NVML: no driver"));
    }

    @Test
    void no_permission_for_the_driver() {
      assertThat(ask(new FakeNvml(4, 0, 0)).answer()).isEqualTo("NVML: no permission to ask the driver");
    }

    @Test
    void anything_else_in_the_words_of_NVML() {
      assertThat(ask(new FakeNvml(18, 0, 0)).answer()).isEqualTo("NVML: words for 18 (code 18)");
      assertThat(ask(new FakeNvml(0, 15, 3))).isEqualTo(new DeviceCheck(0, "NVML: words for 15 (code 15)"));
    }

    @Test
    void no_native_calls_on_this_machine() {
      assertThat(answer((name, arena) -> {
        throw new UnsupportedOperationException();
      })).isEqualTo("NVML: not asked, as this Java calls no native functions on this machine");
    }

    @Test
    void no_native_access() {
      var check = new NvmlCheck("library", (name, arena) -> new FakeNvml(0, 0, 1), false).ask();
      assertThat(check.gpus()).isZero();
      assertThat(check.answer()).startsWith("NVML: not asked").contains("--enable-native-access=ALL-UNNAMED");
      assertThat(calls).isEmpty();
    }
  }

  @Test
  void the_library_is_named_as_the_driver_installs_it() {
    assertThat(NvmlCheck.libraryName("Linux")).isEqualTo("libnvidia-ml.so.1");
    assertThat(NvmlCheck.libraryName("Windows 11")).isEqualTo("nvml.dll");
  }

  private DeviceCheck ask(Nvml nvml) {
    return new NvmlCheck("libnvidia-ml.so.1", (name, arena) -> nvml, true).ask();
  }

  private static String answer(Nvml.Opener opener) {
    var check = new NvmlCheck("libnvidia-ml.so.1", opener, true).ask();
    assertThat(check.gpus()).isZero();
    return check.answer();
  }

  /** NVML that answers with these return codes and this count. */
  private final class FakeNvml implements Nvml {

    private final int initCode;
    private final int countCode;
    private final int gpus;

    FakeNvml(int initCode, int countCode, int gpus) {
      this.initCode = initCode;
      this.countCode = countCode;
      this.gpus = gpus;
    }

    @Override
    public int init() {
      calls.add("init");
      return initCode;
    }

    @Override
    public Count deviceCount() {
      calls.add("deviceCount");
      return new Count(countCode, gpus);
    }

    @Override
    public void shutdown() {
      calls.add("shutdown");
    }

    @Override
    public String errorString(int code) {
      calls.add("errorString");
      return "words for " + code;
    }
  }
}
