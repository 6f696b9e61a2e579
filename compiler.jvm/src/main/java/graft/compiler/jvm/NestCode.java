package graft.compiler.jvm;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.FusedCall;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.jvm.replay.LoopCode;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Loops by closures, one nest after the other: slow, and the reference for everything faster. */
record NestCode(List<String> buffers, List<Nest> nests) implements LoopCode {

  /** The code of a body; empty where it has no loops. */
  static Optional<LoopCode> of(Body body, List<String> symbols) {
    List<LoopNest> nests = switch (body) {
      case LoopNest nest -> List.of(nest);
      case FusedLoops fused -> fused.nests();
      case FusedCall fused -> List.of(fused.epilogue());
      default -> List.of();
    };
    if (nests.isEmpty()) {
      return Optional.empty();
    }
    Set<String> buffers = new LinkedHashSet<>();
    List<Nest> code = nests.stream().map(nest -> new Nest(nest, symbols::indexOf)).toList();
    code.forEach(nest -> buffers.addAll(nest.buffers()));
    return Optional.of(new NestCode(List.copyOf(buffers), code));
  }

  @Override
  public long units(long[] symbols) {
    return 1;
  }

  @Override
  public long cost(long[] symbols) {
    return 1;
  }

  @Override
  public void run(MemorySegment[] memories, long[] symbols, long from, long to) {
    nests.forEach(nest -> nest.run(name -> memories[buffers.indexOf(name)], symbols));
  }
}
