package org.trainopt.check.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.trainopt.check.Protocol;
import org.trainopt.check.Verdict;
import org.trainopt.check.Verification;
import org.trainopt.check.claim.Check;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.Claims;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Role;
import org.trainopt.check.claim.Rule;
import org.trainopt.check.run.Metric;
import org.trainopt.check.run.Simulator;
import org.trainopt.check.run.Surrogate;
import org.trainopt.check.run.Surrogate.Noise;
import org.trainopt.check.stats.Draw;
import org.trainopt.check.stats.LogSlope;
import org.trainopt.check.stats.MinimumGrowth;
import org.trainopt.check.stats.Statistic;
import org.trainopt.kernel.Execution;

/**
 * A statistic with a fault accepts what must be rejected: of the checker's own made-up controls,
 * which would void the run, where they can show it.
 */
class StatisticsMutationTest {
  private static final Protocol PROTOCOL = Protocol.DEFAULT;
  private static final List<Row> ROWS = new ArrayList<>();

  @Test
  void aMeanOfLogsIsCaughtByASpreadThatGrows() {
    Row row =
        onControls("mean of logs", "C1", figure -> MutatedStatistics.meanOfLogs((LogSlope) figure));
    assertThat(row.caught()).isEqualTo(1);
    assertThat(row.example().check()).contains(Noise.GROWING_SPREAD.words());
  }

  @Test
  void droppingLostSeedsIsCaughtBySeedsThatAreNotFinite() {
    Row row =
        onControls(
            "dropping NaN seeds",
            "C1",
            figure -> MutatedStatistics.withoutLostSeeds((LogSlope) figure));
    assertThat(row.caught()).isEqualTo(1);
    assertThat(row.example().check()).contains(Noise.NON_FINITE.words());
  }

  @Test
  void aMinimumInsideTheMeanIsCaughtByIndependentNoise() {
    Row row =
        onControls(
            "minimum inside the mean",
            "C3a",
            figure -> MutatedStatistics.minimumInside((MinimumGrowth) figure));
    assertThat(row.caught()).isEqualTo(1);
    assertThat(row.example().check()).contains(Noise.INDEPENDENT_HEAVY.words());
  }

  // Without cross-fitting both minima of ρ are too low, alike where the noise is, and the ratio of
  // the controls hardly moves. A law just above the bound shows it.
  @Test
  void aMinimumChosenAndEvaluatedOnTheSameSeedsIsSeenOnALawAboveTheBound() {
    MinimumGrowth growth = new MinimumGrowth(Metric.GRADIENT, PROTOCOL.logStart());
    String name = "no cross-fitting";
    assertThat(onControls(name, "C3a", figure -> MutatedStatistics.notCrossFitted(growth)).caught())
        .isZero();

    LateNoise law = new LateNoise(1.21, 6, PROTOCOL.logStart());
    int draws = 12;
    int accepted = 0;
    List<Row.Example> caught = new ArrayList<>();
    for (int draw = 0; draw < draws; draw++) {
      Row.Answer real = on(law, draw, growth::of);
      Row.Answer faulty = on(law, draw, MutatedStatistics.notCrossFitted(growth));
      accepted += real.outcome() == Outcome.ACCEPT ? 1 : 0;
      if (faulty.outcome() == Outcome.ACCEPT) {
        caught.add(new Row.Example("draw " + (draw + 1), real, faulty));
      }
    }
    assertThat(accepted).isZero();
    assertThat(caught).hasSizeGreaterThan(draws / 4);
    String what = draws + " draws of a law with ρ = 1.21, Var/mean² = 6 after T";
    ROWS.add(new Row(name, what, caught.size(), draws, caught.get(0)));
  }

  private static Row.Answer on(
      LateNoise law, long masterSeed, ToDoubleBiFunction<Draw, Draw> statistic) {
    return MutatedLook.answer(
        seeds -> law.make(masterSeed, seeds),
        PROTOCOL.logSeeds(),
        Metric.GRADIENT,
        statistic,
        new Rule.AtMost(Protocol.MAX_GROWTH));
  }

  /** How many of a claim's made-up negative controls a mutated statistic accepts. */
  private static Row onControls(
      String mutation, String id, Function<Statistic, ToDoubleBiFunction<Draw, Draw>> mutated) {
    Claim controls = new Controls(id);
    List<Row.Example> caught = new ArrayList<>();
    List<Row.Example> missed = new ArrayList<>();
    try (Simulator simulator = new Simulator(Execution.on("java"), 1, PROTOCOL.masterSeed())) {
      List<Verdict> verdicts =
          new Verification(PROTOCOL, simulator.execution(), 1, (units, what) -> {})
              .run(List.of(controls))
              .verdicts();
      for (Verdict real : verdicts) {
        assertThat(real.outcome()).isEqualTo(Outcome.REJECT);
        Sampled sampled = (Sampled) real.check().evidence();
        Row.Answer faulty =
            MutatedLook.answer(
                seeds -> simulator.run(sampled.source(), 0, seeds, done -> {}),
                real.seeds() / real.looks(),
                sampled.figure().metric(),
                mutated.apply(sampled.figure()),
                real.check().rule());
        (faulty.outcome() == Outcome.ACCEPT ? caught : missed)
            .add(new Row.Example(real.check().variant(), Row.Answer.of(real), faulty));
      }
    }
    Row row =
        new Row(
            mutation,
            "negative surrogates of " + id,
            caught.size(),
            caught.size() + missed.size(),
            (caught.isEmpty() ? missed : caught).get(0));
    ROWS.add(row);
    return row;
  }

  @AfterAll
  static void table() {
    ROWS.sort(Comparator.comparing(Row::mutation)); // tests run in any order
    MutationTable.STATISTICS.write(ROWS);
  }

  /** A claim's made-up negative controls. */
  private record Controls(String id) implements Claim {
    private Claim whole() {
      return Claims.all().stream().filter(claim -> claim.id().equals(id)).findFirst().orElseThrow();
    }

    @Override
    public String statement() {
      return whole().statement();
    }

    @Override
    public String meaning() {
      return whole().meaning();
    }

    @Override
    public List<Check> checks(Protocol protocol) {
      return whole().checks(protocol).stream()
          .filter(
              check ->
                  check.role() == Role.MUST_REJECT
                      && check.skipped().isEmpty()
                      && check.evidence() instanceof Sampled sampled
                      && sampled.source() instanceof Surrogate)
          .toList();
    }
  }
}
