package org.trainopt.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SelfCheckTest {
  @Test
  void countsOverMasterSeedsWhateverTheThreads() {
    Protocol small = new Protocol("test", 40, 1L << 16, 0.05, 40, 64, 1);
    AtomicInteger units = new AtomicInteger();
    SelfCheck.Result two = SelfCheck.run(6, small, 2, (done, what) -> units.addAndGet(done));
    assertThat(units).hasValue(6);
    assertThat(two).isEqualTo(SelfCheck.run(6, small, 1, (done, what) -> {}));
    assertThat(two.falseAccepts()).allMatch(row -> row.trials() == 6 && row.count() == 0);
    assertThat(two.coverage()).hasSizeGreaterThan(two.falseAccepts().size());
    assertThat(two.coverage().stream().mapToInt(SelfCheck.Row::count).sum())
        .isGreaterThan(6 * two.coverage().size() / 2);
  }
}
