package graft.compiler.jvm;

/** A compiled expression: closures that compute its value at a point. */
sealed interface Code {

  /** A floating point value, already rounded to its type. */
  non-sealed interface Real extends Code {
    double at(Point point);
  }

  /** An integer or truth value, already within its type. */
  non-sealed interface Whole extends Code {
    long at(Point point);
  }
}
