package graft.compiler.itest;

import graft.compiler.api.lower.Lowered;
import graft.compiler.api.stage.Fuser;
import java.util.function.UnaryOperator;

/** Leaves every loop by itself. Lives in a bundle of its own. */
public final class NoFusion implements Fuser {

  @Override
  public Lowered fuse(Lowered lowered, UnaryOperator<Lowered> next) {
    return lowered;
  }
}
