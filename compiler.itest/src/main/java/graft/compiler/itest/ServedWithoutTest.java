package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import graft.compiler.api.program.InvalidInputException;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.tensor.TensorComparison;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** A model goes on being served when what compiled it is gone, and holds nothing of it: the class loaders are freed. */
class ServedWithoutTest {

  private static final StoredModel MODEL =
      new StoredModel("defects/defect_should_partition_inplace", List.of("graph::inplace_scale"));

  private static final StoredModel MLP = new StoredModel("zoo/mlp", List.of());
  private static final StoredModel OTHER_SIZE = new StoredModel("zoo/mlp.other", List.of());

  private final House house = House.here();

  @AfterEach
  void restore() throws BundleException {
    house.restore();
  }

  @ParameterizedTest
  @EnumSource(KnownFix.class)
  void a_fix(KnownFix fix) throws BundleException {
    try (CompiledModel served = MODEL.compile(house)) {
      WeakReference<ClassLoader> loader = House.loader(house.bundle(fix));
      house.uninstall(fix);
      house.refresh();
      assertServes(served);
      House.awaitCollected(loader);
      assertServes(served);
    }
  }

  @Test
  void the_core() throws BundleException {
    try (CompiledModel served = MODEL.compile(house)) {
      WeakReference<ClassLoader> loader = House.loader(house.core());
      house.updateCore("compiler.core-2.9.1");
      house.refresh();
      assertServes(served);
      House.awaitCollected(loader);
      assertServes(served);
      House.await().until(() -> served.recipe().runtime().equals("2.9.1"));
      assertServes(served);
    }
  }

  @Test
  void the_backend() throws BundleException {
    Bundle backend = house.find("graft.compiler.jvm").orElseThrow();
    try (CompiledModel served = MLP.compile(house)) {
      backend.uninstall();
      house.refresh();
      assertThat(MLP.check(served, house).values()).isNotEmpty().allMatch(TensorComparison::agrees);
      assertThat(OTHER_SIZE.check(served, house).values()).as("at another size").isNotEmpty()
          .allMatch(TensorComparison::agrees);
      assertThatExceptionOfType(InvalidInputException.class).as("and what is wrong is still said")
          .isThrownBy(() -> served.run(Map.of())).withMessageContaining("is missing");
      assertThat(served.staleness()).contains("no backend is there to compile with");
    } finally {
      house.install("compiler.jvm").start();
    }
  }

  @Test
  void a_kernel_once_the_handle_is_closed() throws BundleException {
    Bundle kernels = house.find("graft.kernel.sample").orElseThrow();
    WeakReference<ClassLoader> loader = House.loader(kernels);
    try (CompiledModel served = MODEL.compile(house)) {
      kernels.uninstall();
      house.refresh();
      assertServes(served);
      assertThat(loader.get()).as("the program still runs it").isNotNull();
    } finally {
      house.install("kernel.sample").start();
    }
    House.awaitCollected(loader);
  }

  private void assertServes(CompiledModel served) {
    assertThat(MODEL.check(served, house).values()).isNotEmpty().allMatch(TensorComparison::agrees);
  }
}
