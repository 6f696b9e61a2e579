package graft.compiler.jvm;

/** What one line of a function does when it runs. */
@FunctionalInterface
interface Launch {

  /** Does it. */
  void run(Run run, Frame frame);
}
