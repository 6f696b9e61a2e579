package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.read.ScheduleReader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.BundleException;

/** Each stored schedule gives, through the services, what the real PyTorch 2.9.0 gave. */
class ExactnessTest {

  private static final String ALL = "graft.compiler.itest.StoredCase#all";

  private final House house = House.here();
  private final ScheduleReader reader = house.service(ScheduleReader.class);

  private Plan plan(Path file) {
    return house.pipeline().plan(reader.read(file).request());
  }

  /** The fixes are not even installed. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class Stock {

    @BeforeAll
    void uninstall() throws BundleException {
      for (KnownFix fix : KnownFix.values()) {
        house.uninstall(fix);
      }
      house.refresh();
    }

    @AfterAll
    void restore() throws BundleException {
      house.restore();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void gives_what_was_stored_or_dies_as_it_died(StoredCase stored) {
      if (stored.died(reader)) {
        PlanRequest request = reader.read(stored.stock()).request();
        Pipeline pipeline = house.pipeline();
        assertThatThrownBy(() -> pipeline.plan(request)).asInstanceOf(type(DefectException.class))
            .satisfies(defect -> {
              assertThat(request.options().splitOperators()).contains(defect.subject());
              assertThat(defect.repairedBy()).isEqualTo(KnownFix.SCHEDULER.symbolicName());
              assertThat(defect).hasMessageContainingAll(defect.subject(), defect.repairedBy());
            });
      } else {
        StoredResult.of(plan(stored.stock())).mustBe(StoredResult.read(stored.stock()), stored.name());
      }
    }
  }

  /** All three fixes are there. */
  @Nested
  class Fixed {

    @ParameterizedTest
    @MethodSource(ALL)
    void gives_what_was_stored(StoredCase stored) {
      StoredResult.of(plan(stored.fixed())).mustBe(StoredResult.read(stored.fixed()), stored.name());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void says_that_nothing_is_stored_to_plan_where_2_9_0_died(StoredCase stored) {
      if (stored.died(reader)) {
        PlanRequest request = reader.read(stored.stock()).request();
        Pipeline pipeline = house.pipeline();
        assertThatThrownBy(() -> pipeline.plan(request)).asInstanceOf(type(CompileException.class))
            .extracting(CompileException::code).isEqualTo("nothing-stored");
      }
    }
  }
}
