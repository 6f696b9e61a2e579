package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.read.ScheduleReader;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.test.common.annotation.InjectService;

/** What is expected of each subset of the fixes is derived rightly where 2.9.0 can tell: with none of them. */
class ExpectedResultTest {

  @ParameterizedTest
  @MethodSource("graft.compiler.itest.StoredCase#all")
  void without_fixes_it_is_what_the_released_2_9_0_gave(StoredCase stored, @InjectService ScheduleReader reader) {
    if (!stored.died(reader)) {
      StoredResult fixed = StoredResult.read(stored.fixed());
      ExpectedResult.of(reader.read(stored.fixed()), fixed, Set.of())
          .mustBe(StoredResult.read(stored.stock()), stored.name());
      assertThat(fixed.undefinedNames()).isEmpty();
    }
  }
}
