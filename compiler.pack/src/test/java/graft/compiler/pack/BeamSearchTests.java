package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeamSearchTests {

  private static SqueakyWheel wheel(List<ArenaBuffer> buffers, int width) {
    var instance = new Instance(Problems.lowest(buffers));
    var moments = new Moments(instance);
    long bound = LiveBound.of(instance, moments);
    return new SqueakyWheel(instance, new BeamSearch(instance, moments, bound, width, 0.1), bound, 0.3, 1);
  }

  @Test
  void fills_a_valley_before_it_builds_a_tower() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("low", 0, 2, 3, 1), ArenaBuffer.of("high", 2, 4, 5, 1),
        ArenaBuffer.of("filler", 0, 2, 2, 1), ArenaBuffer.of("roof", 0, 4, 1, 1));

    assertThat(Problems.height(buffers, wheel(buffers, 4).step())).isEqualTo(6);
  }

  @Test
  void lays_out_nothing() {
    assertThat(wheel(List.of(), 4).step()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void lays_out_whatever_lives_without_gaps(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      List<ArenaBuffer> buffers = Problems.whole(1 + random.nextInt(60), random);

      assertThat(Problems.violation(buffers, wheel(buffers, 1 + random.nextInt(8)).step())).as("seed %d", seed)
          .isEmpty();
    }
  }

  @Test
  void learns_what_must_come_early() {
    for (int seed = 0; seed < 3; seed++) {
      List<ArenaBuffer> buffers = Problems.cut(300, 60, 1 << 20, new Random(seed));
      SqueakyWheel wheel = wheel(buffers, 8);
      long first = Problems.height(buffers, wheel.step());
      long lowest = first;
      for (int i = 0; i < 100; i++) {
        lowest = Math.min(lowest, Problems.height(buffers, wheel.step()));
      }

      assertThat(lowest).as("seed %d", seed).isLessThan(first).isLessThan((1 << 20) * 11 / 10);
    }
  }
}
