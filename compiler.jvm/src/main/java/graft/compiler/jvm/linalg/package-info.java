/** Factorisations of matrices in double precision, by Golub and Van Loan, Matrix Computations, 4th edition. */
@NullMarked
package graft.compiler.jvm.linalg;

import org.jspecify.annotations.NullMarked;
