package graft.compiler.console.plan;

import graft.compiler.console.Failure;

/** Tells what became of each file; failures are told to standard error beside it. */
interface PlanReport {

  /** A file was planned. */
  void planned(PlannedFile planned);

  /** A file died. */
  void failed(String file, Failure failure);

  /** There are no more files. */
  void end();
}
