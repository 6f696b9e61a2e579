package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.tensor.TensorComparison;
import java.lang.ref.WeakReference;
import java.util.List;
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
      assertThat(served.recipe().runtime()).isEqualTo("2.9.1");
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
