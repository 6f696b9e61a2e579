package graft.compiler.core.environment;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** NVML as the driver installs it, through {@code java.lang.foreign}. For one thread, as its arena is. */
final class NativeNvml implements Nvml {

  private final Arena arena;
  private final MethodHandle init;
  private final MethodHandle deviceCount;
  private final MethodHandle shutdown;
  private final MethodHandle errorString;

  private NativeNvml(Arena arena, Linker linker, SymbolLookup library) {
    this.arena = arena;
    init = linker.downcallHandle(symbol(library, "nvmlInit_v2"), FunctionDescriptor.of(JAVA_INT));
    deviceCount =
        linker.downcallHandle(symbol(library, "nvmlDeviceGetCount_v2"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
    shutdown = linker.downcallHandle(symbol(library, "nvmlShutdown"), FunctionDescriptor.of(JAVA_INT));
    errorString = linker.downcallHandle(symbol(library, "nvmlErrorString"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
  }

  /** The {@link Nvml.Opener}. */
  static Nvml open(String name, Arena arena) {
    return new NativeNvml(arena, Linker.nativeLinker(), SymbolLookup.libraryLookup(name, arena));
  }

  @Override
  public int init() {
    try {
      return (int) init.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public Count deviceCount() {
    MemorySegment gpus = arena.allocate(JAVA_INT);
    try {
      int code = (int) deviceCount.invokeExact(gpus);
      return new Count(code, gpus.get(JAVA_INT, 0));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public void shutdown() {
    try {
      var ignored = (int) shutdown.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public String errorString(int code) {
    try {
      var text = (MemorySegment) errorString.invokeExact(code);
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MemorySegment symbol(SymbolLookup library, String name) {
    return library.find(name).orElseThrow(() -> new IllegalArgumentException("no function " + name));
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("a call of NVML failed", e);
  }
}
