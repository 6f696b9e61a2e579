package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** {@code demo} takes the fixes away and brings them back, with real runs on both sides. */
class DemoTest {

  private final House house = House.here();

  @Test
  void tellsTheStoryAndLeavesTheFixesActive() {
    String told = new Shell(house).run("demo");
    assertThat(told).containsSubsequence(
        "the fixes are stopped",
        "graft.patch.memoryplan repairs this",
        "graft.patch.scheduler repairs this",
        "graft.patch.partition repairs this",
        "0 passed, 3 failed",
        "0 passed, 1 failed",
        "after starting",
        "3 passed, 0 failed",
        "1 passed, 0 failed",
        "partitions  65: 33 captured, 32 in the caller");
    for (KnownFix fix : KnownFix.values()) {
      assertThat(house.bundle(fix).getState()).isEqualTo(Bundle.ACTIVE);
    }
  }
}
