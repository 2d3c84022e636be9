package org.trainopt.check;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.trainopt.check.claim.Check;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.Evidence;
import org.trainopt.check.claim.Evidence.Measured;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.claim.Lab;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.run.Arm;
import org.trainopt.check.run.Simulator;
import org.trainopt.check.run.Source;
import org.trainopt.check.run.Trajectories;
import org.trainopt.check.stats.Interval;
import org.trainopt.kernel.Execution;

/**
 * Runs claims and their controls: each source once, however many checks look at it, and twice as
 * many seeds for the checks that the first look leaves open.
 */
public final class Verification {
  private final Protocol protocol;
  private final Execution execution;
  private final int threads;
  private final Progress progress;
  private final Map<Source, Trajectories> runs = new LinkedHashMap<>();

  /**
   * @param protocol the sizes
   * @param execution the kernels of the optimizers
   * @param threads seeds run at a time; results do not depend on it
   * @param progress told of work done
   */
  public Verification(Protocol protocol, Execution execution, int threads, Progress progress) {
    this.protocol = protocol;
    this.execution = execution;
    this.threads = threads;
    this.progress = progress;
  }

  /** Where a verification says how far it is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * More work is done. May be called by several threads.
     *
     * @param units its share of {@link Verification#units}; 0 in a second look
     * @param what what is being done
     */
    void advance(int units, String what);
  }

  /** All units of work that the first look at some claims takes. */
  public int units(List<Claim> claims) {
    return sources(checks(claims)).stream().mapToInt(s -> units(s, seeds(s))).sum();
  }

  private static int units(Source source, int seeds) {
    return source instanceof Arm ? Math.toIntExact((source.horizon() * seeds) >> 12) : 0;
  }

  private List<Check> checks(List<Claim> claims) {
    return claims.stream().flatMap(claim -> claim.checks(protocol).stream()).toList();
  }

  private static Set<Source> sources(List<Check> checks) {
    Set<Source> sources = new LinkedHashSet<>();
    for (Check check : checks) {
      if (check.skipped().isEmpty() && check.evidence() instanceof Sampled sampled) {
        sources.add(sampled.source());
        sampled.reference().ifPresent(sources::add);
      }
    }
    return sources;
  }

  /** The 1/log T claims run longer, and with more seeds. */
  private int seeds(Source source) {
    return source.horizon() == protocol.logHorizon() ? protocol.logSeeds() : protocol.seeds();
  }

  /** Runs the claims. */
  public VerificationResult run(List<Claim> claims) {
    try (Simulator simulator = new Simulator(execution, threads, protocol.masterSeed())) {
      Lab lab = new Bench(simulator);
      List<Verdict> verdicts =
          checks(claims).stream().map(check -> verdict(check, simulator, lab)).toList();
      return new VerificationResult(protocol, claims, verdicts);
    }
  }

  private Verdict verdict(Check check, Simulator simulator, Lab lab) {
    Interval none = new Interval(Double.NaN, Double.NaN);
    if (!check.skipped().isEmpty()) {
      return new Verdict(
          check, Outcome.SKIPPED, Double.NaN, none, check.skipped(), 0, 0, Verdict.Curve.NONE);
    }
    Evidence evidence = check.evidence();
    if (evidence instanceof Measured measured) {
      Interval value = measured.measure().of(lab);
      double estimate = (value.low() + value.high()) / 2;
      Outcome outcome = Double.isNaN(estimate) ? Outcome.REJECT : check.rule().decide(value);
      return new Verdict(check, outcome, estimate, value, "", 0, 0, Verdict.Curve.NONE);
    }
    Sampled sampled = (Sampled) evidence;
    Evaluation evaluation = new Evaluation(check, sampled, protocol);
    int seeds = seeds(sampled.source());
    Verdict verdict = null;
    for (int look = 1; look <= Protocol.LOOKS; look++) {
      Trajectories subject = runs(sampled.source(), look * seeds, simulator);
      Trajectories reference =
          sampled.reference().map(r -> runs(r, subject.seeds(), simulator)).orElse(subject);
      verdict = evaluation.of(subject, reference.first(subject.seeds()), look);
      if (verdict.outcome() != Outcome.INCONCLUSIVE) {
        break;
      }
    }
    return requireNonNull(verdict);
  }

  /** The first seeds of a source, run as far as they are not there. */
  private Trajectories runs(Source source, int seeds, Simulator simulator) {
    Trajectories there = runs.get(source);
    int have = there == null ? 0 : there.seeds();
    if (there == null || have < seeds) {
      String what = source.variant() + " on " + source.problemName();
      boolean firstLook = have == 0;
      Trajectories more =
          simulator.run(
              source,
              have,
              seeds - have,
              done -> progress.advance(firstLook ? units(source, done) : 0, what));
      there = there == null ? more : there.followedBy(more);
      runs.put(source, there);
    }
    return there.first(seeds);
  }

  private final class Bench implements Lab {
    private final Simulator simulator;

    Bench(Simulator simulator) {
      this.simulator = simulator;
    }

    @Override
    public Execution execution() {
      return simulator.execution();
    }

    @Override
    public long masterSeed() {
      return protocol.masterSeed();
    }

    @Override
    public Trajectories trajectories(Source source) {
      return runs(source, seeds(source), simulator);
    }
  }
}
