package graft.compiler.api.read;

import graft.compiler.api.compile.CompileException;
import java.nio.file.Path;

/** A file that is not what it should be. */
public final class InvalidFileException extends CompileException {

  private static final long serialVersionUID = 1L;

  /** The code of all such failures. */
  public static final String CODE = "bad-input";

  /**
   * A file that cannot be read.
   *
   * @param file the file
   * @param place where in it, for example {@code schedule.nodes[3].reads[0].kind}; empty for the file as a whole
   * @param problem what was found and what was expected
   */
  public InvalidFileException(Path file, String place, String problem) {
    super(CODE, file + ": " + (place.isEmpty() ? "" : place + ": ") + problem);
  }
}
