package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.Recipe;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.stage.Fuser;
import graft.compiler.api.tensor.TensorComparison;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.ComponentConstants;
import org.osgi.test.common.annotation.InjectBundleContext;

/** Fusion is a stage like the others: a bundle with a higher ranking takes over from the next compile on, and gives way. */
class FuserTest {

  private static final String NAME = "graft.test.fuser";
  private static final StoredModel MODEL = new StoredModel("zoo/mlp", List.of());

  private final House house = House.here();
  private Bundle bundle;

  @BeforeEach
  void install(@InjectBundleContext BundleContext context) throws BundleException {
    bundle = context.installBundle("test:fuser", new TestBundle(NAME).with(NoFusion.class)
        .header(Constants.IMPORT_PACKAGE, "graft.compiler.api.stage, graft.compiler.api.lower").jar());
    bundle.start();
  }

  @AfterEach
  void restore() throws BundleException {
    if (bundle.getState() != Bundle.UNINSTALLED) {
      bundle.uninstall();
    }
    house.restore();
  }

  @Test
  void another_fuser_takes_over_and_goes_away_while_a_model_is_served() throws Exception {
    try (CompiledModel model = MODEL.compile(house)) {
      int fused = model.facts().kernels();
      WeakReference<ClassLoader> loader = takeOver();

      awaitFusionBy(model, NAME, House.CORE);
      assertThat(model.facts().kernels()).isGreaterThan(fused);

      bundle.uninstall();
      house.refresh();
      awaitFusionBy(model, House.CORE);
      assertThat(model.facts().kernels()).isEqualTo(fused);
      House.awaitCollected(loader);
    }
  }

  private WeakReference<ClassLoader> takeOver() throws ReflectiveOperationException {
    var fuser = (Fuser) bundle.loadClass(NoFusion.class.getName()).getConstructor().newInstance();
    bundle.getBundleContext().registerService(
        Fuser.class, fuser,
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, 100, ComponentConstants.COMPONENT_NAME, NAME)));
    return House.loader(bundle);
  }

  /** Models are compiled again behind the runs, which are right all the while. */
  private void awaitFusionBy(CompiledModel model, String... bundles) {
    House.await().until(() -> {
      assertThat(MODEL.check(model, house).values()).isNotEmpty().allMatch(TensorComparison::agrees);
      return fusion(model);
    }, List.of(bundles)::equals);
  }

  private static List<String> fusion(CompiledModel model) {
    return model.recipe().steps().stream().filter(step -> step.stage().equals(Fuser.STAGE)).map(Recipe.Step::bundle)
        .toList();
  }
}
