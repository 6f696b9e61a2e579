package graft.compiler.jvm;

import graft.compiler.api.kernel.Kernel;
import graft.compiler.jvm.linalg.Cholesky;
import graft.compiler.jvm.linalg.Eigen;
import graft.compiler.jvm.linalg.Exponential;
import graft.compiler.jvm.linalg.Lu;
import graft.compiler.jvm.linalg.Qr;
import graft.compiler.jvm.linalg.Reflections;
import graft.compiler.jvm.linalg.SingularValues;
import graft.compiler.jvm.linalg.Triangle;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/** The kernels of linear algebra. */
final class MatrixKernels {

  private MatrixKernels() {}

  /** Kernels by the packets of their operators. */
  static Map<String, Kernel> all() {
    return Map.ofEntries(
        Map.entry("aten::linalg_lu_factor", lu()),
        Map.entry("aten::linalg_lu_solve", luSolve()),
        Map.entry("aten::linalg_lu", permutation()),
        Map.entry("aten::linalg_cholesky_ex", cholesky()),
        Map.entry("aten::linalg_solve_triangular", triangle()),
        Map.entry("aten::linalg_qr", qr()),
        Map.entry("aten::geqrf", reflections()),
        Map.entry("aten::ormqr", reflected()),
        Map.entry("aten::linalg_eigh", eigen()),
        Map.entry("aten::linalg_svd", singularValues()),
        Map.entry("aten::linalg_matrix_exp", exponential()));
  }

  /** L and U in one matrix, and the pivots. */
  private static Kernel lu() {
    return new MatrixKernel(
        List.of("A"), 1,
        (sizes, arguments) -> List.of(sizes(sizes.getFirst()), List.of(least(sizes.getFirst()))),
        (matrices, arguments) -> {
          Lu lu = Lu.of(matrices.getFirst());
          return List.of(lu.factors().data, lu.pivots().data);
        });
  }

  /** What solves the equations, with {@code pivots} as a row. */
  private static Kernel luSolve() {
    return new MatrixKernel(
        List.of("LU", "pivots", "B"), 0, (sizes, arguments) -> List.of(sizes(sizes.getLast())),
        (matrices, arguments) -> {
          Lu lu = factors(matrices);
          DMatrixRMaj right = matrices.getLast();
          boolean isTransposed = arguments.truth("adjoint", false);
          return List.of((isTransposed ? lu.solveTransposed(right) : lu.solve(right)).data);
        });
  }

  /** P of A = P L U, with {@code pivots} as a row. */
  private static Kernel permutation() {
    return new MatrixKernel(
        List.of("LU", "pivots"), 0,
        (sizes, arguments) -> List.of(List.of(sizes.getFirst()[0], sizes.getFirst()[0])),
        (matrices, arguments) -> List.of(factors(matrices).permutation().data));
  }

  private static Lu factors(List<DMatrixRMaj> matrices) {
    return new Lu(matrices.getFirst(), matrices.get(1));
  }

  /** L, and which minor was not positive. */
  private static Kernel cholesky() {
    return new MatrixKernel(
        List.of("self"), 1, (sizes, arguments) -> List.of(sizes(sizes.getFirst()), List.of()),
        (matrices, arguments) -> {
          Cholesky cholesky = Cholesky.of(matrices.getFirst());
          return List.of(cholesky.lower().data, new double[]{cholesky.failed()});
        });
  }

  private static Kernel triangle() {
    return new MatrixKernel(
        List.of("self", "B"), 0, (sizes, arguments) -> List.of(sizes(sizes.getLast())),
        (matrices, arguments) -> List.of(
            Triangle.solve(
                matrices.getFirst(), matrices.getLast(), arguments.truth("upper", false),
                arguments.truth("unitriangular", false)).data));
  }

  /** Q and R, of which {@code complete} says whether Q is square. */
  private static Kernel qr() {
    return new MatrixKernel(
        List.of("A"), 0,
        (sizes, arguments) -> {
          long[] size = sizes.getFirst();
          long inner = arguments.truth("complete", false) ? size[0] : least(size);
          return List.of(List.of(size[0], inner), List.of(inner, size[1]));
        },
        (matrices, arguments) -> {
          Qr qr = Qr.of(matrices.getFirst(), arguments.truth("complete", false));
          return List.of(qr.q().data, qr.r().data);
        });
  }

  /** The reflections that make a matrix triangular. */
  private static Kernel reflections() {
    return new MatrixKernel(
        List.of("self"), 0,
        (sizes, arguments) -> List.of(sizes(sizes.getFirst()), List.of(least(sizes.getFirst()))),
        (matrices, arguments) -> {
          Reflections reflections = Reflections.of(matrices.getFirst());
          return List.of(reflections.vectors().data, reflections.factors().data);
        });
  }

  /** A product of reflections, whose factors are a row, times a matrix. */
  private static Kernel reflected() {
    return new MatrixKernel(
        List.of("self", "input2", "input3"), 0, (sizes, arguments) -> List.of(sizes(sizes.getLast())),
        (matrices, arguments) -> List.of(
            new Reflections(matrices.getFirst(), matrices.get(1))
                .multiply(matrices.getLast(), arguments.truth("transpose", false)).data));
  }

  /** Values, and vectors as columns. */
  private static Kernel eigen() {
    return new MatrixKernel(
        List.of("self"), 0,
        (sizes, arguments) -> List.of(List.of(sizes.getFirst()[0]), sizes(sizes.getFirst())),
        (matrices, arguments) -> {
          Eigen eigen = Eigen.of(matrices.getFirst(), arguments.truth("upper", false));
          return List.of(eigen.values().data, eigen.vectors().data);
        });
  }

  /** U, values and Vᵀ, of which {@code full} says whether U and V are square. */
  private static Kernel singularValues() {
    return new MatrixKernel(
        List.of("A"), 0,
        (sizes, arguments) -> {
          long[] size = sizes.getFirst();
          long inner = least(size);
          boolean isFull = arguments.truth("full", false);
          return List.of(
              List.of(size[0], isFull ? size[0] : inner), List.of(inner), List.of(isFull ? size[1] : inner, size[1]));
        },
        (matrices, arguments) -> {
          SingularValues svd = SingularValues.of(matrices.getFirst(), arguments.truth("full", false));
          return List.of(svd.left().data, svd.values().data, svd.right().data);
        });
  }

  private static Kernel exponential() {
    return new MatrixKernel(
        List.of("self"), 0, (sizes, arguments) -> List.of(sizes(sizes.getFirst())),
        (matrices, arguments) -> List.of(Exponential.of(matrices.getFirst()).data));
  }

  private static List<Long> sizes(long[] size) {
    return List.of(size[0], size[1]);
  }

  private static long least(long[] size) {
    return Math.min(size[0], size[1]);
  }
}
