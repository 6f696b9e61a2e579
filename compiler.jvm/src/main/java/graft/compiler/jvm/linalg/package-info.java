/** Factorisations of matrices in double precision by EJML, with the signs and numbers that LAPACK gives. */
@NullMarked
package graft.compiler.jvm.linalg;

import org.jspecify.annotations.NullMarked;
