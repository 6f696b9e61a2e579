package graft.onednn;

import graft.compiler.jvm.matrix.Matrices;

/** Convolutions by the backend itself. */
class PatchConvolutionTests extends ConvolutionContract {

  PatchConvolutionTests() {
    super(new Matrices());
  }
}
