package graft.compiler.bench;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaCheck;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.pack.Packer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Lays out many {@link CutRectangle}s, whose lowest height is known, and prints how far above it each is. */
public final class PackCampaign {

  private PackCampaign() {}

  /** The arguments: buffers, first seed, problems, seconds for each, threads. */
  public static void main(String[] args) {
    int count = Integer.parseInt(args[0]);
    long firstSeed = Long.parseLong(args[1]);
    int problems = Integer.parseInt(args[2]);
    Duration budget = Duration.ofMillis((long) (1000 * Double.parseDouble(args[3])));
    int threads = Integer.parseInt(args[4]);
    PrintStream out = System.out;
    int exact = 0;
    double worst = 0;
    for (long seed = firstSeed; seed < firstSeed + problems; seed++) {
      var random = new SplittableRandom(seed);
      CutRectangle rectangle = CutRectangle.any(random);
      List<ArenaBuffer> buffers = rectangle.cut(count, random);
      var problem = new ArenaProblem(buffers, OptionalLong.empty(), budget, threads, 1);
      long start = System.nanoTime();
      ArenaLayout layout = new Packer().plan(problem, _ -> {
        throw new IllegalStateException("there is no other planner");
      });
      double seconds = (System.nanoTime() - start) / 1e9;
      double above = 100.0 * (layout.height() - rectangle.height()) / rectangle.height();
      exact += above == 0 ? 1 : 0;
      worst = Math.max(worst, above);
      out.printf("seed %d, %s: %.3f %% above after %.2f s%s%n", seed, rectangle, above, seconds,
          ArenaCheck.violation(problem, layout).map(violation -> ", NO LAYOUT: " + violation).orElse(""));
    }
    out.printf("%d of %d filled to the last byte, worst %.3f %% above%n", exact, problems, worst);
  }
}
