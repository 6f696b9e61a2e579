package graft.compiler.api.compile;

/** A known defect of a stage that ended a compile: names the stage, the place, and the bundle that repairs it. */
public class DefectException extends CompileException {

  private static final long serialVersionUID = 1L;

  private final String stage;
  private final String subject;
  private final String repairedBy;

  /**
   * A defect that showed.
   *
   * @param stage the stage's name, for example {@code partition-rule}
   * @param subject the operator or buffer it showed on
   * @param repairedBy symbolic name of the bundle that repairs it
   * @param message one line for people
   */
  public DefectException(String stage, String subject, String repairedBy, String message) {
    super("defect." + stage, message);
    this.stage = stage;
    this.subject = subject;
    this.repairedBy = repairedBy;
  }

  /** The stage's name. */
  public String stage() {
    return stage;
  }

  /** The operator or buffer that the defect showed on. */
  public String subject() {
    return subject;
  }

  /** Symbolic name of the bundle that repairs it. */
  public String repairedBy() {
    return repairedBy;
  }
}
