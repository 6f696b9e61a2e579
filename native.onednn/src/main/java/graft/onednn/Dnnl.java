package graft.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The functions that runs call, of oneDNN 3.8 and of the OpenMP runtime beside it. oneDNN would use threads of its own, as many
 * as OpenMP has where a primitive is made, so each call first tells OpenMP that the calling thread is alone.
 *
 * <p>Addresses of operands are plain numbers: whoever calls keeps their memory alive.
 *
 * @see <a href="https://github.com/uxlfoundation/oneDNN/blob/v3.8.1/include/oneapi/dnnl/dnnl.h">dnnl.h</a>
 */
final class Dnnl {

  /** The status of a call that succeeded. */
  static final int SUCCESS = 0;

  private static final Linker LINKER = Linker.nativeLinker();

  // The handles take the function's address first, so that they are constants and the library is not.
  private static final MethodHandle SET_THREADS =
      LINKER.downcallHandle(FunctionDescriptor.ofVoid(JAVA_INT), Linker.Option.critical(false));
  private static final MethodHandle SGEMM = LINKER.downcallHandle(
      FunctionDescriptor.of(JAVA_INT, JAVA_BYTE, JAVA_BYTE, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_FLOAT, JAVA_LONG,
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_FLOAT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle SET_HANDLE =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle EXECUTE =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS));

  private final SymbolLookup library;
  private final MemorySegment setThreads;
  private final MemorySegment sgemm;
  private final MemorySegment setHandle;
  private final MemorySegment execute;

  private Dnnl(SymbolLookup library, MemorySegment setThreads) {
    this.library = library;
    this.setThreads = setThreads;
    this.sgemm = symbol("dnnl_sgemm");
    this.setHandle = symbol("dnnl_memory_set_data_handle");
    this.execute = symbol("dnnl_primitive_execute");
  }

  /**
   * Loads the libraries for good: their threads may outlive whoever uses them.
   *
   * @param folder where all of them lie
   * @throws IllegalArgumentException if one cannot be loaded here
   */
  static Dnnl load(Path folder) {
    SymbolLookup library = SymbolLookup.libraryLookup(folder.resolve("libdnnl.so.3"), Arena.global());
    SymbolLookup openMp = SymbolLookup.libraryLookup(folder.resolve("libgomp.so.1"), Arena.global());
    return new Dnnl(library, openMp.findOrThrow("omp_set_num_threads"));
  }

  /** What is called once. */
  Functions functions() {
    return new Functions(library, this::beAlone);
  }

  private void beAlone() {
    try {
      SET_THREADS.invokeExact(setThreads, 1);
    } catch (Throwable e) {
      throw passed(e);
    }
  }

  private MemorySegment symbol(String name) {
    return library.findOrThrow(name);
  }

  /**
   * C = alpha · A · B + beta · C in single precision, row-major. With {@code beta} 0 what C holds does not count.
   *
   * @param transposeA whether A lies transposed
   * @param transposeB whether B lies transposed
   * @param rows of A and C
   * @param columns of B and C
   * @param inner columns of A and rows of B
   * @param leadingA the step from one row of A, as it lies, to the next, in elements
   */
  void sgemm(
      boolean transposeA, boolean transposeB, long rows, long columns, long inner, float alpha, long a, long leadingA,
      long b, long leadingB, float beta, long c, long leadingC) {
    beAlone();
    try {
      int status = (int) SGEMM.invokeExact(sgemm, order(transposeA), order(transposeB), rows, columns, inner, alpha, a,
          leadingA, b, leadingB, beta, c, leadingC);
      if (status != SUCCESS) {
        throw failure("sgemm", status);
      }
    } catch (Throwable e) {
      throw passed(e);
    }
  }

  private static byte order(boolean isTransposed) {
    return (byte) (isTransposed ? 'T' : 'N');
  }

  /** Shows a memory object other memory. */
  void setHandle(MemorySegment memory, long address) {
    try {
      int status = (int) SET_HANDLE.invokeExact(setHandle, memory, address);
      if (status != SUCCESS) {
        throw failure("memory_set_data_handle", status);
      }
    } catch (Throwable e) {
      throw passed(e);
    }
  }

  /** Runs a primitive with arguments of an array of {@code dnnl_exec_arg_t}. */
  void execute(MemorySegment primitive, MemorySegment stream, int count, MemorySegment arguments) {
    beAlone();
    try {
      int status = (int) EXECUTE.invokeExact(execute, primitive, stream, count, arguments);
      if (status != SUCCESS) {
        throw failure("primitive_execute", status);
      }
    } catch (Throwable e) {
      throw passed(e);
    }
  }

  private static IllegalStateException failure(String function, int status) {
    return new IllegalStateException("oneDNN's " + function + " failed with status " + status);
  }

  /** Method handles declare what no C function throws. */
  static RuntimeException passed(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(thrown);
    };
  }
}
