package graft.compiler.console.model;

import java.util.List;

/** Tells what came of each model. */
interface CheckReport {

  /** These will be checked. */
  void begin(List<String> files);

  /** One was checked. */
  void checked(CheckResult result);

  /** All were checked. */
  void end(int passed, int failed, int ran);
}
