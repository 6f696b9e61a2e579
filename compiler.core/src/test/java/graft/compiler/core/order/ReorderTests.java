package graft.compiler.core.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.core.GraphBuilder;
import graft.compiler.core.graph.DependencyGraph;
import graft.compiler.core.graph.ScheduleIndex;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReorderTests {

  private static Reorder reorder(Schedule schedule) {
    var index = new ScheduleIndex(schedule);
    boolean[] split = new boolean[schedule.nodes().size()];
    for (int i = 0; i < split.length; i++) {
      Node.Single node = (Node.Single) schedule.nodes().get(i);
      split[i] = node.operation().cudagraphUnsafe();
    }
    return new Reorder(index, DependencyGraph.of(index), split);
  }

  @Nested
  class MinimizingPartitions {

    @Test
    void drainsSplitNodesThenKeptOnes() {
      Schedule schedule =
          new GraphBuilder()
              .input("arg0_1")
              .node(GraphBuilder.KERNEL, 4, "arg0_1")
              .node(GraphBuilder.UNSAFE, 4, "buf0")
              .node(GraphBuilder.KERNEL, 4, "arg0_1")
              .node(GraphBuilder.UNSAFE, 4, "buf2")
              .node(GraphBuilder.KERNEL, 4, "buf1", "buf3")
              .returning("buf4");
      assertThat(reorder(schedule).minimizePartitions()).containsExactly(0, 2, 1, 3, 4);
    }

    @Test
    void isRefusedWhereThePeakGrowsByATenth() {
      Schedule schedule =
          new GraphBuilder()
              .input("arg0_1")
              .node(GraphBuilder.KERNEL, 4000, "arg0_1")
              .node(GraphBuilder.UNSAFE, 4, "buf0")
              .node(GraphBuilder.KERNEL, 4000, "buf1")
              .node(GraphBuilder.KERNEL, 4000, "arg0_1")
              .node(GraphBuilder.KERNEL, 4, "buf2", "buf3")
              .returning("buf4");
      assertThat(reorder(schedule).minimizePartitions()).containsExactly(0, 3, 1, 2, 4);
      Schedule worse =
          new GraphBuilder()
              .input("arg0_1")
              .node(GraphBuilder.KERNEL, 4000, "arg0_1")
              .node(GraphBuilder.UNSAFE, 4, "buf0")
              .node(GraphBuilder.KERNEL, 4, "buf1")
              .node(GraphBuilder.KERNEL, 4000, "arg0_1")
              .node(GraphBuilder.KERNEL, 4, "buf2", "buf3")
              .returning("buf4");
      assertThat(reorder(worse).minimizePartitions()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void isRefusedWhereTheOldPeakIsZero() {
      Schedule schedule =
          new GraphBuilder()
              .input("arg0_1")
              .node(GraphBuilder.KERNEL, 0, "arg0_1")
              .node(GraphBuilder.UNSAFE, 0, "arg0_1")
              .returning("buf0", "buf1");
      assertThat(reorder(schedule).minimizePartitions()).containsExactly(0, 1);
    }

    @Test
    void waitsForTheMemoryThatAnInPlaceWriteRenames() {
      Schedule schedule =
          new GraphBuilder()
              .input("arg0_1")
              .node(GraphBuilder.EMPTY, 4)
              .inPlace(GraphBuilder.UNSAFE, "buf0", "arg0_1")
              .node(GraphBuilder.KERNEL, 4, "mut1")
              .returning("buf2");
      assertThat(reorder(schedule).minimizePartitions()).containsExactly(0, 1, 2);
    }

    @Test
    void refusesNodesThatWaitForEachOther() {
      Schedule schedule =
          new GraphBuilder()
              .node(GraphBuilder.KERNEL, 4)
              .node(GraphBuilder.KERNEL, 4, "buf0")
              .node(GraphBuilder.KERNEL, 4, "buf1")
              .returning("buf2");
      Node.Single first = (Node.Single) schedule.nodes().getFirst();
      var waiting =
          new Node.Single(
              first.name(),
              first.outputs(),
              first.reads(),
              first.writes(),
              List.of("buf1"),
              first.lastUsage(),
              first.device(),
              first.gpu(),
              first.symbols(),
              first.operation());
      var cyclic =
          new Schedule(
              List.of(waiting, schedule.nodes().get(1), schedule.nodes().get(2)),
              schedule.buffers(),
              schedule.inputs(),
              schedule.constants(),
              schedule.outputs(),
              schedule.mutationRealNames());
      assertThatThrownBy(() -> reorder(cyclic).minimizePartitions())
          .isInstanceOf(CompileException.class)
          .hasMessage("the nodes cannot be ordered: 3 of 3 wait for each other");
    }
  }

  @Nested
  class MovingSimpleDependencies {

    @Test
    void bringsSplitNodesThatWaitForNothingToTheFront() {
      Schedule schedule =
          new GraphBuilder()
              .input("arg0_1")
              .node(GraphBuilder.KERNEL, 4, "arg0_1")
              .node(GraphBuilder.UNSAFE, 4, "arg0_1")
              .node(GraphBuilder.KERNEL, 4, "buf0", "buf1")
              .returning("buf2");
      assertThat(reorder(schedule).moveSimpleDependencies(new int[]{0, 1, 2})).containsExactly(1, 0, 2);
    }

    @Test
    void bringsSplitNodesThatOnlyTheGraphReturnsToTheBack() {
      Schedule schedule =
          new GraphBuilder()
              .input("arg0_1")
              .node(GraphBuilder.KERNEL, 4, "arg0_1")
              .node(GraphBuilder.UNSAFE, 4, "buf0")
              .node(GraphBuilder.KERNEL, 4, "buf0")
              .returning("buf1", "buf2");
      assertThat(reorder(schedule).moveSimpleDependencies(new int[]{0, 1, 2})).containsExactly(0, 2, 1);
    }
  }
}
