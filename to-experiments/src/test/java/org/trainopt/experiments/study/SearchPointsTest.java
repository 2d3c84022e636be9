package org.trainopt.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.trainopt.experiments.study.StudyResult.Axis;

final class SearchPointsTest {
  private static Method method(String name) {
    return Methods.of("logistic").stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void methodsThatShareAxesAreTriedAtTheSameValuesOfThem() {
    for (int trial = 0; trial < 18; trial++) {
      Map<String, String> momentum = SearchPoints.at(method("Momentum").space(), trial, 1);
      Map<String, String> full = SearchPoints.at(method("Full-TO").space(), trial, 1);
      assertThat(full).containsAllEntriesOf(momentum).containsKey("rho");
    }
  }

  @Test
  void everyValueLiesOnItsAxisAndEveryChoiceComesUp() {
    for (Method method :
        Stream.of("logistic", "resnet", "llama").flatMap(t -> Methods.of(t).stream()).toList()) {
      Set<String> schedules = new HashSet<>();
      for (int trial = 0; trial < 18; trial++) {
        Map<String, String> values = SearchPoints.at(method.space(), trial, 1);
        schedules.add(values.get("schedule"));
        for (Axis axis : method.space()) {
          if (!axis.isChoice()) {
            assertThat(SearchPoints.position(axis, values.get(axis.name())))
                .isBetween(-1e-3, 1 + 1e-3); // values are rounded to four digits
          }
        }
        assertThat(method.spec(values, 1000).learningRate().at(0)).isPositive();
      }
      assertThat(schedules).containsExactlyInAnyOrder("constant", "1/t", "cosine");
    }
  }

  @Test
  void theMasterSeedMovesThePoints() {
    var space = method("SGD").space();
    assertThat(SearchPoints.at(space, 0, 1)).isNotEqualTo(SearchPoints.at(space, 0, 2));
    assertThat(SearchPoints.at(space, 0, 1)).isEqualTo(SearchPoints.at(space, 0, 1));
  }

  @Test
  void tuningReportedAndControlSeedsAreDisjoint() {
    Set<Long> seeds = new HashSet<>();
    for (int k = 0; k < 100; k++) {
      assertThat(seeds.add(Seeds.tuning(1, k))).isTrue();
      assertThat(seeds.add(Seeds.reported(1, k))).isTrue();
      assertThat(seeds.add(Seeds.control(1, k))).isTrue();
    }
  }

  @Test
  void everyTrainedMethodHasItsRivalsInTheSameStudy() {
    for (String task : List.of("resnet", "llama")) {
      assertThat(Methods.of(task))
          .extracting(Method::name)
          .startsWith("SGD", "Momentum", "AdaGrad", "RMSProp", "Adam")
          .endsWith("Diagonal-TO", "Rank-One-TO", "Auto-TO", "Diagonal-TO + Adam scaling");
    }
  }
}
