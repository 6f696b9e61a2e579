package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.stage.PartitionRule;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.BundleException;
import org.osgi.test.common.annotation.InjectService;

/**
 * Each fix does what it is for, whichever others are there: the scheduler's alone decides whether a compile dies, the signatures'
 * alone what partitions take and return, the memory planner's alone which trailing lines go.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EachFixAloneTest {

  private final House house = House.here();
  private List<Twins> all = List.of();

  @BeforeAll
  void read(@InjectService ScheduleReader reader) {
    all = Twins.all(reader);
  }

  @AfterAll
  void restore() throws BundleException {
    house.restore();
  }

  static List<Set<KnownFix>> subsets() {
    return KnownFix.subsets();
  }

  @ParameterizedTest
  @MethodSource("subsets")
  void a_subset_of_the_fixes_repairs_exactly_what_is_theirs(Set<KnownFix> fixes) throws BundleException {
    house.activate(fixes);
    Pipeline pipeline = house.pipeline();
    for (Twins one : all) {
      if (one.dies() && !fixes.contains(KnownFix.SCHEDULER)) {
        DefectException death = refusal(() -> pipeline.plan(one.request()), one);
        assertThat(death.stage()).isEqualTo(PartitionRule.STAGE);
        assertThat(death.repairedBy()).isEqualTo(KnownFix.SCHEDULER.symbolicName());
      } else {
        Plan plan = pipeline.plan(one.request());
        assertThat(plan.recipe().fixes()).isEqualTo(KnownFix.titles(fixes));
        StoredResult expected = ExpectedResult.of(one.stored(), one.fixed(), fixes);
        StoredResult.of(plan).mustBe(expected, one.name());
        compareVerified(pipeline, one, expected, fixes);
      }
    }
  }

  /** What may run is the same plan; what may not is refused, and the blame is on a fix that is not there. */
  private static void compareVerified(Pipeline pipeline, Twins one, StoredResult expected, Set<KnownFix> fixes) {
    PlanRequest request = one.request();
    if (expected.undefinedNames().isEmpty()) {
      StoredResult.of(pipeline.verified(request)).mustBe(expected, one.name());
    } else {
      DefectException defect = refusal(() -> pipeline.verified(request), one);
      assertThat(expected.undefinedNames()).as(one.name())
          .anyMatch(name -> name.buffer().equals(defect.subject()));
      assertThat(KnownFix.values()).filteredOn(fix -> !fixes.contains(fix)).extracting(KnownFix::symbolicName)
          .as("%s: %s", one.name(), defect.getMessage()).contains(defect.repairedBy());
    }
  }

  private static DefectException refusal(ThrowingCallable compile, Twins one) {
    DefectException defect = catchThrowableOfType(DefectException.class, compile);
    assertThat(defect).as("the refusal of " + one.name()).isNotNull();
    return defect;
  }
}
