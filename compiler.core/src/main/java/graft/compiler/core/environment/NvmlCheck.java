package graft.compiler.core.environment;

import graft.compiler.api.runtime.DeviceCheck;
import java.lang.foreign.Arena;
import java.util.Locale;

/**
 * Asks NVML how many GPUs there are, and CUDA nothing. Whatever keeps NVML from answering is an answer too.
 *
 * <p>PyTorch's counterpart is {@code torch.cuda._device_count_nvml}.
 */
final class NvmlCheck {

  private final String library;
  private final Nvml.Opener opener;
  private final boolean permitted;

  /**
   * The check of one library.
   *
   * @param library its name
   * @param opener opens it
   * @param permitted whether Java allows native calls
   */
  NvmlCheck(String library, Nvml.Opener opener, boolean permitted) {
    this.library = library;
    this.opener = opener;
    this.permitted = permitted;
  }

  /** The check on this machine. */
  static NvmlCheck here() {
    String library = libraryName(System.getProperty("os.name"));
    // Asked beforehand, because a call without permission would make the JVM warn on standard error.
    return new NvmlCheck(library, NativeNvml::open, NvmlCheck.class.getModule().isNativeAccessEnabled());
  }

  /** Asks; takes as long as the driver needs to wake. */
  DeviceCheck ask() {
    if (!permitted) {
      return none("not asked, as Java allows no native access (start it with --enable-native-access=ALL-UNNAMED)");
    }
    try (var arena = Arena.ofConfined()) {
      return count(opener.open(library, arena));
    } catch (IllegalArgumentException e) {
      return none("no library (" + library + " is not there, or not for this machine)");
    } catch (UnsupportedOperationException e) {
      return none("not asked, as this Java calls no native functions on this machine");
    }
  }

  private static DeviceCheck count(Nvml nvml) {
    int started = nvml.init();
    if (started != Nvml.SUCCESS) {
      return none(reason(nvml, started));
    }
    try {
      var count = nvml.deviceCount();
      if (count.code() != Nvml.SUCCESS) {
        return none(reason(nvml, count.code()));
      }
      return switch (count.gpus()) {
        case 0 -> none("no GPU");
        case 1 -> new DeviceCheck(1, "NVML: 1 GPU");
        default -> new DeviceCheck(count.gpus(), "NVML: " + count.gpus() + " GPUs");
      };
    } finally {
      nvml.shutdown();
    }
  }

  private static String reason(Nvml nvml, int code) {
    return switch (code) {
      case Nvml.DRIVER_NOT_LOADED -> "no driver";
      case Nvml.NO_PERMISSION -> "no permission to ask the driver";
      default -> nvml.errorString(code) + " (code " + code + ")";
    };
  }

  private static DeviceCheck none(String reason) {
    return new DeviceCheck(0, "NVML: " + reason);
  }

  /** What the driver calls its library on the operating system {@code os}. */
  static String libraryName(String os) {
    return os.toLowerCase(Locale.ROOT).startsWith("windows") ? "nvml.dll" : "libnvidia-ml.so.1";
  }
}
