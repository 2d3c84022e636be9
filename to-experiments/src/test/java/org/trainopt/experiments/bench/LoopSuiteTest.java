package org.trainopt.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoopSuiteTest {
  @TempDir Path folder;

  @Test
  void everyRowHasItsFiguresForEveryRound() {
    Settings settings =
        new Settings(List.of(), List.of(), List.of(), 2, 0.002, 1, List.of("diagonal"), folder);
    List<String> progress = new ArrayList<>();
    List<Section> sections = new LoopSuite().run(settings, progress::add);

    assertThat(sections).hasSize(2);
    Section loops = sections.get(0);
    assertThat(loops.rows())
        .extracting(Row::contender)
        .containsExactly("diagonal", "LibTorch Adam, 1 thread");
    Row diagonal = loops.rows().get(0);
    for (Column column : loops.columns()) {
      assertThat(diagonal.figures().get(column.key()).rounds()).as(column.key()).hasSize(2);
    }
    assertThat(diagonal.figures().get("micros").min()).isPositive();
    assertThat(loops.rows().get(1).figures().get("timesLibTorch").rounds()).containsOnly(1);

    Section parts = sections.get(1);
    assertThat(parts.rows()).extracting(Row::contender).startsWith("sample rows", "gather rows");
    double sum = 0;
    for (Row row : parts.rows().subList(0, LoopStages.NAMES.size())) {
      sum += row.figures().get("micros").rounds()[0];
    }
    Row whole = parts.rows().get(LoopStages.NAMES.size());
    assertThat(sum / whole.figures().get("micros").rounds()[0]).isBetween(0.999, 1.001);
    assertThat(progress).contains("loop: round 2 of 2");
  }
}
