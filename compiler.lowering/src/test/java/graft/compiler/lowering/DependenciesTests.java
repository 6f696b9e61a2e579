package graft.compiler.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.loop.NoComputation;
import graft.compiler.api.schedule.Buffer.User;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Dependency.Kind;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.lowering.Step.NewBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DependenciesTests {

  private static NewBuffer buffer(String name) {
    return new NewBuffer(name, "ComputedBuffer", Layout.FIXED, Optional.empty(), List.of(), List.of());
  }

  private static NewBuffer writes(String name, String target) {
    return new NewBuffer(name, "MutationOutput", Layout.NONE, Optional.empty(), List.of(), List.of(target));
  }

  private static NewBuffer shows(String name, String alias) {
    return new NewBuffer(name, "MultiOutput", Layout.FIXED, Optional.empty(), List.of(alias), List.of());
  }

  private static Step step(String name, List<NewBuffer> buffers, String... reads) {
    return new Step(
        name,
        buffers,
        Stream.of(reads).map(read -> new Dependency(Kind.MEMORY, read)).toList(),
        buffers.stream().map(made -> new Dependency(Kind.MEMORY, made.name())).toList(),
        "cpu",
        new Operation(Operation.COMPUTED_BUFFER, Optional.empty(), true, false, false),
        false,
        NoComputation.INSTANCE);
  }

  private static User user(String node) {
    return new User(node, false);
  }

  @Test
  void a_write_in_place_renames_what_is_read_later() {
    Step make = step("op0", List.of(buffer("buf0")));
    Step write = step("op1", List.of(writes("buf1", "buf0")));
    Step read = step("op2", List.of(buffer("buf2")), "buf0");

    var dependencies = new Dependencies(List.of(make, write, read), List.of("buf2"), List.of());

    assertThat(dependencies.reads(write)).containsExactly(new Dependency(Kind.STAR, "buf0"));
    assertThat(dependencies.reads(read)).containsExactly(new Dependency(Kind.MEMORY, "buf1"));
    assertThat(dependencies.realNames()).containsExactly(Map.entry("buf1", "buf0"));
  }

  @Test
  void a_second_write_follows_the_first_and_leads_to_the_same_memory() {
    Step make = step("op0", List.of(buffer("buf0")));
    Step first = step("op1", List.of(writes("buf1", "buf0")));
    Step second = step("op2", List.of(writes("buf2", "buf0")));
    Step read = step("op3", List.of(buffer("buf3")), "buf0");

    var dependencies = new Dependencies(List.of(make, first, second, read), List.of("buf3"), List.of());

    assertThat(dependencies.reads(second)).contains(new Dependency(Kind.STAR, "buf1"));
    assertThat(dependencies.reads(read)).containsExactly(new Dependency(Kind.MEMORY, "buf2"));
    assertThat(dependencies.realNames()).containsEntry("buf2", "buf0");
  }

  @Test
  void a_write_waits_weakly_for_earlier_readers() {
    Step make = step("op0", List.of(buffer("buf0")));
    Step read = step("op1", List.of(buffer("buf1")), "buf0");
    Step write = step("op2", List.of(writes("buf2", "buf0")));
    Step use = step("op3", List.of(buffer("buf3")), "buf0", "buf1");

    var dependencies = new Dependencies(List.of(make, read, write, use), List.of("buf3"), List.of());

    assertThat(dependencies.reads(write))
        .containsExactly(new Dependency(Kind.STAR, "buf0"), new Dependency(Kind.WEAK, "buf1"));
    assertThat(dependencies.users("buf1")).contains(new User("op2", true), user("op3"));
  }

  @Test
  void aliases_share_their_users() {
    Step make = step("op0", List.of(buffer("buf0")));
    Step view = step("op1", List.of(shows("buf1", "buf0")), "buf0");
    Step use = step("op2", List.of(buffer("buf2")), "buf1");

    var dependencies = new Dependencies(List.of(make, view, use), List.of("buf2"), List.of());

    assertThat(dependencies.users("buf0")).containsExactly(user("op1"), user("op2"));
    assertThat(dependencies.users("buf1")).isEqualTo(dependencies.users("buf0"));
  }

  @Test
  void a_write_into_an_input_is_for_the_caller() {
    Step write = step("op0", List.of(writes("buf0", "x")));

    var dependencies = new Dependencies(List.of(write), List.of(), List.of("x"));

    assertThat(dependencies.isDead(write)).isFalse();
    assertThat(dependencies.users("buf0")).containsExactly(user(User.OUTPUT));
  }

  @Test
  void what_nobody_needs_is_dead_and_so_is_what_only_that_needs() {
    Step kept = step("op0", List.of(buffer("buf0")));
    Step first = step("op1", List.of(buffer("buf1")), "buf0");
    Step second = step("op2", List.of(buffer("buf2")), "buf1");

    var dependencies = new Dependencies(List.of(kept, first, second), List.of("buf0"), List.of());

    assertThat(dependencies.isDead(second)).isTrue();
    assertThat(dependencies.isDead(first)).isTrue();
    assertThat(dependencies.isDead(kept)).isFalse();
    assertThat(dependencies.users("buf0")).containsExactly(user(User.OUTPUT));
  }
}
