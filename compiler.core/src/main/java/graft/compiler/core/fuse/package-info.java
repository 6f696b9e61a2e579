/**
 * The stage before the first: fewer kernels for the same loops. Each pass takes a lowered model and gives back another, so each can
 * be left out. The model is TorchInductor's (PyTorch 2.9.0, inlining in {@code torch/_inductor/ir.py}, fusion in
 * {@code scheduler.py}).
 */
@NullMarked
package graft.compiler.core.fuse;

import org.jspecify.annotations.NullMarked;
