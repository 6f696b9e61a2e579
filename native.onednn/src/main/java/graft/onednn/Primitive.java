package graft.onednn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A primitive that any number of threads execute at the same time, each through memory objects of its own, which are kept for
 * the next.
 */
final class Primitive implements AutoCloseable {

  /** Contexts that are kept; if more are in use at a time, the others are made anew. */
  private static final int KEPT = 16;

  private final Dnnl dnnl;
  private final Engine engine;
  private final long descriptor;
  private final MemorySegment primitive;
  private final List<Argument> arguments;
  private final AtomicReferenceArray<Context> idle = new AtomicReferenceArray<>(KEPT);

  /**
   * An argument of a primitive.
   *
   * @param number which
   * @param descriptor how it lies; it must live as long as the primitive
   */
  record Argument(int number, long descriptor) {}

  /**
   * A primitive.
   *
   * @param descriptor the primitive's descriptor, owned from now on
   * @param arguments what is passed; the scratch memory comes last and is not named here
   */
  Primitive(Dnnl dnnl, Engine engine, long descriptor, List<Argument> arguments) {
    this.dnnl = dnnl;
    this.engine = engine;
    this.descriptor = descriptor;
    this.primitive = MemorySegment.ofAddress(engine.primitive(descriptor));
    this.arguments = new ArrayList<>(arguments);
    this.arguments.add(new Argument(Engine.SCRATCH, engine.scratch(descriptor)));
  }

  /** The primitive's descriptor. */
  long descriptor() {
    return descriptor;
  }

  /** Bytes of scratch memory that an execution needs. */
  long scratchBytes() {
    return engine.bytes(engine.scratch(descriptor));
  }

  /** What an execution needs beside the primitive; belongs to one thread until it is given back. */
  Context take() {
    int start = (int) Thread.currentThread().threadId() & KEPT - 1;
    for (int i = 0; i < KEPT; i++) {
      Context context = idle.getAndSet(start + i & KEPT - 1, null);
      if (context != null) {
        return context;
      }
    }
    return new Context();
  }

  void giveBack(Context context) {
    int start = (int) Thread.currentThread().threadId() & KEPT - 1;
    for (int i = 0; i < KEPT; i++) {
      if (idle.compareAndSet(start + i & KEPT - 1, null, context)) {
        return;
      }
    }
    context.destroy();
  }

  @Override
  public void close() {
    for (int i = 0; i < KEPT; i++) {
      Context context = idle.getAndSet(i, null);
      if (context != null) {
        context.destroy();
      }
    }
    engine.destroy("primitive", primitive.address());
    engine.destroy("primitive_desc", descriptor);
  }

  /** Memory objects for all arguments. */
  final class Context {

    private static final long ARGUMENT = 16;

    private final MemorySegment stream = MemorySegment.ofAddress(engine.stream());
    private final List<MemorySegment> objects =
        arguments.stream().map(argument -> MemorySegment.ofAddress(engine.memory(argument.descriptor()))).toList();
    private final MemorySegment passed = Arena.ofAuto().allocate(arguments.size() * ARGUMENT, ARGUMENT);

    private Context() {
      for (int i = 0; i < objects.size(); i++) {
        passed.set(JAVA_INT, i * ARGUMENT, arguments.get(i).number());
        passed.set(JAVA_LONG, i * ARGUMENT + Long.BYTES, objects.get(i).address());
      }
    }

    /** Says where an argument lies, given its place among those of the primitive. */
    void set(int place, long address) {
      dnnl.setHandle(objects.get(place), address);
    }

    void setScratch(long address) {
      set(objects.size() - 1, address);
    }

    void execute() {
      dnnl.execute(primitive, stream, objects.size(), passed);
    }

    private void destroy() {
      objects.forEach(object -> engine.destroy("memory", object.address()));
      engine.destroy("stream", stream.address());
    }
  }
}
