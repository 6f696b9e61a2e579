package graft.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Functions by name, for what is done once: all arguments are numbers of 64 bits, addresses too, of which a function that takes
 * 32 bits sees the lower half. There is one method handle for each number of arguments, since each takes milliseconds to make.
 */
final class Functions {

  private final SymbolLookup library;
  private final Runnable before;
  private final ConcurrentMap<Integer, MethodHandle> byCount = new ConcurrentHashMap<>();

  /**
   * The functions of a library.
   *
   * @param before is done before each call
   */
  Functions(SymbolLookup library, Runnable before) {
    this.library = library;
    this.before = before;
  }

  /** Calls a function that answers with a status. */
  int status(String name, long... arguments) {
    return (int) call(name, arguments);
  }

  /**
   * Calls a function that answers with a status.
   *
   * @throws IllegalStateException if it does not succeed
   */
  void require(String name, long... arguments) {
    int status = status(name, arguments);
    if (status != Dnnl.SUCCESS) {
      throw new IllegalStateException("oneDNN's " + name + " failed with status " + status);
    }
  }

  /** Calls a function and gives what it returns. */
  long call(String name, long... a) {
    MethodHandle handle = byCount.computeIfAbsent(a.length, Functions::handle);
    MemorySegment function = library.findOrThrow(name);
    before.run();
    try {
      return switch (a.length) {
        case 1 -> (long) handle.invokeExact(function, a[0]);
        case 2 -> (long) handle.invokeExact(function, a[0], a[1]);
        case 3 -> (long) handle.invokeExact(function, a[0], a[1], a[2]);
        case 4 -> (long) handle.invokeExact(function, a[0], a[1], a[2], a[3]);
        case 5 -> (long) handle.invokeExact(function, a[0], a[1], a[2], a[3], a[4]);
        case 6 -> (long) handle.invokeExact(function, a[0], a[1], a[2], a[3], a[4], a[5]);
        case 7 -> (long) handle.invokeExact(function, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
        case 13 -> (long) handle.invokeExact(
            function, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12]);
        default -> throw new IllegalArgumentException(name + " with " + a.length + " arguments");
      };
    } catch (Throwable e) {
      throw Dnnl.passed(e);
    }
  }

  private static MethodHandle handle(int count) {
    MemoryLayout[] arguments = Collections.nCopies(count, JAVA_LONG).toArray(MemoryLayout[]::new);
    return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_LONG, arguments));
  }
}
