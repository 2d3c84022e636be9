package org.trainopt.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every contender that a table would list can be built and stepped, and has its traffic counted.
 */
final class LineupTest {
  static Stream<Arguments> contenders() {
    return Stream.of(
            of("step", 10_000), // with heap arrays
            of("many", 3),
            of("full", 64), // direct
            of("full", 1024)) // with streams
        .flatMap(arguments -> arguments);
  }

  private static Stream<Arguments> of(String suite, int size) {
    return Lineup.of(suite, size, 2).names().stream().map(name -> Arguments.of(suite, size, name));
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void hasItsTurn(String suite, int size, String name) {
    Lineup lineup = Lineup.of(suite, size, 2);
    assertThat(name).doesNotContain(StretchBenchmark.SEPARATOR);
    try (Contender contender = lineup.open(name)) {
      int steps = contender.prepare(1e-9);
      assertThat(steps).isPositive();
      contender.run(steps);
    }
    boolean uncounted = name.equals(TensorLineup.TORCH_ADAM) || name.equals(TensorLineup.TORCH_SGD);
    assertThat(lineup.bytes(name) > 0).isEqualTo(!uncounted);
  }
}
