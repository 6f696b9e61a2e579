package graft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RunningCommandTests {

  private final RunningCommand command = new RunningCommand();

  @Test
  void is_interrupted_and_waited_for() throws Exception {
    var running = new CountDownLatch(1);
    CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> {
      try {
        return command.run(() -> {
          running.countDown();
          new CountDownLatch(1).await();
          return 0;
        });
      } catch (InterruptedException e) {
        throw new CompletionException(e);
      }
    });
    running.await();
    command.interrupt();
    assertThat(status.get()).isOne();
  }

  @Test
  void is_silent_when_what_it_needs_is_taken_away() throws Exception {
    try {
      assertThat(command.run(() -> {
        command.interrupt();
        throw new NoClassDefFoundError("the bundle is gone");
      })).isOne();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void is_left_alone_once_it_has_ended() throws Exception {
    assertThat(command.run(() -> 3)).isEqualTo(3);
    command.interrupt();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void does_not_begin_once_it_was_interrupted() throws Exception {
    command.interrupt();
    assertThat(command.run(() -> 7)).isOne();
    assertThat(Thread.interrupted()).isFalse();
  }
}
