package graft.onednn;

import graft.compiler.jvm.matrix.Matrices;

/** Matrix products by the backend itself. */
class PanelProductTests extends ProductContract {

  PanelProductTests() {
    super(new Matrices());
  }
}
