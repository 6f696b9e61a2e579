package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.Recipe;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.tensor.TensorComparison;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The bundle that carries oneDNN, which may be there or not. Where it does not resolve, there is nothing to take away. */
class NativeTest {

  private static final String ONEDNN = "graft.native.onednn";
  private static final StoredModel MLP = new StoredModel("zoo/mlp", List.of());

  private final House house = House.here();
  private final Bundle onednn = house.find(ONEDNN).orElseThrow();
  private boolean isResolved;

  @BeforeEach
  void remember() {
    isResolved = onednn.getState() == Bundle.ACTIVE;
  }

  @AfterEach
  void restore() throws BundleException {
    if (isResolved) {
      onednn.start();
      awaitLibrary(true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "zoo/mlp",
      "defects/defect_memory_plan_reuse",
      "defects/defect_signature_extra_input"
  })
  void without_it_models_give_the_numbers_of_pytorch_too(String model) throws BundleException {
    onednn.stop();
    awaitLibrary(false);

    assertAgrees(new StoredModel(model, List.of()));
  }

  @Test
  void recipes_name_it_while_it_is_there() throws BundleException {
    assertThat(bundles()).hasSize(isResolved ? 1 : 0);

    onednn.stop();
    awaitLibrary(false);

    assertThat(bundles()).isEmpty();
  }

  @Test
  void a_served_model_goes_on_when_it_goes_and_when_it_comes_back() throws BundleException {
    try (CompiledModel model = MLP.compile(house)) {
      assertAgrees(model);
      onednn.stop();
      awaitLibrary(false);
      assertAgrees(model);
      if (isResolved) {
        onednn.start();
        awaitLibrary(true);
      }
      assertAgrees(model);
    }
  }

  private List<String> bundles() {
    try (CompiledModel model = MLP.compile(house)) {
      return model.recipe().steps().stream().filter(step -> step.stage().equals(Library.STAGE))
          .map(Recipe.Step::bundle).toList();
    }
  }

  private void awaitLibrary(boolean isThere) {
    House.await().until(() -> (house.context().getServiceReference(Library.class) != null) == isThere);
  }

  private void assertAgrees(StoredModel model) {
    try (CompiledModel compiled = model.compile(house)) {
      assertThat(model.check(compiled, house)).isNotEmpty()
          .allSatisfy((output, comparison) -> assertThat(comparison).as(output).matches(TensorComparison::agrees));
    }
  }

  private void assertAgrees(CompiledModel compiled) {
    assertThat(MLP.check(compiled, house)).isNotEmpty()
        .allSatisfy((output, comparison) -> assertThat(comparison).as(output).matches(TensorComparison::agrees));
  }
}
