package graft.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/** A launch on its thread, which another may end at any moment: then it starts no more bundles, and nothing of it stays. */
final class Launch {

  /** To start one bundle takes less, and whoever pressed a key waits for it. */
  private static final long PATIENCE_SECONDS = 5;

  private final CountDownLatch launched = new CountDownLatch(1);
  private volatile boolean isEnded;
  private volatile @Nullable Graft graft;

  /** Launches on the calling thread, once. */
  Graft start(LaunchConfiguration configuration, Predicate<Path> started) throws IOException, BundleException {
    try {
      Graft all = Graft.launch(configuration, bundle -> !isEnded && started.test(bundle));
      graft = all;
      return all;
    } finally {
      launched.countDown();
    }
  }

  /** Waits until {@link #start} returned, which comes if it has not yet, and closes what it made. */
  void end() throws IOException, BundleException {
    isEnded = true;
    try {
      boolean _ = launched.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Graft made = graft;
    if (made != null) {
      made.close();
    }
  }
}
