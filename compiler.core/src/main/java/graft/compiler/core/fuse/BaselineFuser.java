package graft.compiler.core.fuse;

import graft.compiler.api.lower.Lowered;
import graft.compiler.api.stage.Fuser;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Component;

/** The runtime's fusion: pointwise loops into what reads them. */
@Component(immediate = true)
public final class BaselineFuser implements Fuser {

  @Override
  public Lowered fuse(Lowered lowered, UnaryOperator<Lowered> next) {
    return Epilogues.of(Grouping.of(Inlining.of(lowered)));
  }
}
