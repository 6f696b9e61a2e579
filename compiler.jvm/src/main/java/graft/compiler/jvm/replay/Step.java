package graft.compiler.jvm.replay;

/** One launch, bound to its memory. Runs on one thread at a time. */
@FunctionalInterface
interface Step {

  /** Does it. */
  void run();
}
