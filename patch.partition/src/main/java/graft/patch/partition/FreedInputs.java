package graft.patch.partition;

import graft.compiler.api.plan.Signature;
import graft.compiler.api.stage.Fix;
import graft.compiler.api.stage.PartitionSignatures;
import graft.compiler.api.stage.PartitionUse;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Counts what a partition frees and did not make among what it touches, so that it becomes an input. */
@Fix(
    name = "partition",
    stage = PartitionSignatures.STAGE,
    runtime = "2.9.0",
    defect = "a partition frees a buffer that it was never given",
    upstream = "PyTorch PR 165815")
@Component(immediate = true)
@ServiceRanking(100)
public final class FreedInputs implements PartitionSignatures {

  @Override
  public Signature sign(PartitionUse use, Function<PartitionUse, Signature> next) {
    Set<String> touched = new LinkedHashSet<>(use.touched());
    use.freed().stream()
        .filter(name -> !use.made().contains(name) && use.schedule().defines(name))
        .forEach(touched::add);
    return next.apply(use.withTouched(touched));
  }
}
