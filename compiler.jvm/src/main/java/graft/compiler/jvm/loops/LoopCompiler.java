package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Body;
import java.lang.invoke.MethodHandles;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes kernels of loops. Bodies of equal content share one, whatever their buffers are called, for as long as anybody uses it: a
 * kernel's class is freed with its last user. Safe for any number of threads.
 */
public final class LoopCompiler implements AutoCloseable {

  /** Which kernels are made. */
  public enum Mode {
    /** That compute single values. */
    SCALAR,
    /** That compute vectors where they can, slowly at first. */
    VECTOR,
    /** That compute single values until vectors are faster. */
    ADAPTIVE
  }

  /** Kernels of more values do not fit into a method that the JVM compiles. */
  private static final int MOST_VALUES = 1000;

  private final Mode mode;
  private final Warmer warmer = new Warmer();
  private final VectorBits bits = new VectorBits();
  private final Scratch scratch = new Scratch();
  private final Map<KernelPlan.Content, Known> known = new HashMap<>();
  private final ReferenceQueue<LoopKernel> freed = new ReferenceQueue<>();

  /** A kernel as long as it is used. */
  private static final class Known extends WeakReference<LoopKernel> {

    private final KernelPlan.Content content;

    Known(KernelPlan.Content content, LoopKernel kernel, ReferenceQueue<LoopKernel> freed) {
      super(kernel, freed);
      this.content = content;
    }
  }

  /** A compiler of kernels that become faster while they are used. */
  public LoopCompiler() {
    this(Mode.ADAPTIVE);
  }

  /** A compiler of such kernels. */
  public LoopCompiler(Mode mode) {
    this.mode = mode;
  }

  /** Kernels stay what they are from now on. */
  @Override
  public void close() {
    warmer.close();
  }

  /**
   * The kernel of a body.
   *
   * @param body a {@link graft.compiler.api.loop.LoopNest} or {@link graft.compiler.api.loop.FusedLoops}
   * @param symbols the size symbols, in the order in which runs will pass their values
   * @throws IllegalArgumentException if the body is no loops, or applies a function to a type that it does not take
   */
  public CompiledLoops compile(Body body, List<String> symbols) {
    var planner = new Planner(body, symbols);
    KernelPlan plan = planner.plan();
    Amount amount = planner.amount(plan);
    return new CompiledLoops(planner.buffers(), amount, kernel(plan, amount));
  }

  private LoopKernel kernel(KernelPlan plan, Amount amount) {
    KernelPlan.Content content = plan.content();
    synchronized (known) {
      LoopKernel kernel = find(content);
      if (kernel != null) {
        return kernel;
      }
    }
    LoopKernel made = generate(plan, amount);
    synchronized (known) {
      LoopKernel kernel = find(content);
      if (kernel == null) {
        known.put(content, new Known(content, made, freed));
        kernel = made;
      }
      return kernel;
    }
  }

  private LoopKernel generate(KernelPlan plan, Amount amount) {
    Supplier<@Nullable LoopKernel> vectors = () -> vectors(plan);
    LoopKernel single = make(KernelClass.generate(plan, null));
    return switch (mode) {
      case SCALAR -> single;
      case VECTOR -> Objects.requireNonNullElse(vectors.get(), single);
      case ADAPTIVE -> new AdaptiveKernel(single, vectors, amount, warmer);
    };
  }

  /** Null where vectors do not pay: there are none, or too little of the kernel would be computed in them. */
  private @Nullable LoopKernel vectors(KernelPlan plan) {
    if (bits.get() == 0 || plan.values().all().size() > MOST_VALUES) {
      return null;
    }
    return VectorPlan.of(plan, bits.get())
        .map(some -> KernelClass.generate(plan, some))
        .filter(KernelClass::isCompiled)
        .map(this::make)
        .orElse(null);
  }

  private @Nullable LoopKernel find(KernelPlan.Content content) {
    while (freed.poll() instanceof Known gone) {
      known.remove(gone.content, gone);
    }
    Known found = known.get(content);
    return found == null ? null : found.get();
  }

  private LoopKernel make(byte[] classFile) {
    try {
      return (LoopKernel) MethodHandles.lookup().defineHiddenClass(classFile, true).lookupClass()
          .getDeclaredConstructor(Scratch.class).newInstance(scratch);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a generated kernel does not load", e);
    }
  }
}
