package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.test.common.annotation.InjectBundleContext;

/** Every bundle of the launch configuration resolves and starts. */
class HouseTest {

  @Test
  void all_our_bundles_are_active(@InjectBundleContext BundleContext context) {
    assertThat(context.getBundles()).filteredOn(b -> b.getSymbolicName().startsWith("graft."))
        .extracting(Bundle::getSymbolicName).contains("graft.compiler.api");
    assertThat(context.getBundles()).filteredOn(b -> b.getSymbolicName().startsWith("graft."))
        .allSatisfy(b -> assertThat(b.getState()).as(b.toString()).isEqualTo(Bundle.ACTIVE));
  }
}
