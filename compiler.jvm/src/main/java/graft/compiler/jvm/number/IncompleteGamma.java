package graft.compiler.jvm.number;

import org.apache.commons.numbers.gamma.RegularizedGamma;

/** The regularised incomplete gamma functions in double precision, at their ends as PyTorch has them. */
public final class IncompleteGamma {

  private IncompleteGamma() {}

  /** P(a, x), which grows from 0 to 1 with x; NaN where a or x is negative, or both are zero or infinite. */
  public static double lower(double a, double x) {
    if (a == 0 && x > 0) {
      return 1;
    }
    if (Double.isInfinite(a)) {
      return a > 0 && x >= 0 && x < a ? 0 : Double.NaN;
    }
    return RegularizedGamma.P.value(a, x);
  }

  /** Q(a, x) = 1 - P(a, x), exact where it is small. */
  public static double upper(double a, double x) {
    boolean isEnd = a == 0 || Double.isInfinite(a);
    return isEnd ? 1 - lower(a, x) : RegularizedGamma.Q.value(a, x);
  }
}
