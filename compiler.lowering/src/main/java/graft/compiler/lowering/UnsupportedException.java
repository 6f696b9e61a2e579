package graft.compiler.lowering;

/** A known operator is called in a way that is not known. */
final class UnsupportedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsupportedException(String problem) {
    super(problem);
  }
}
