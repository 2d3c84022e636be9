package org.trainopt.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.trainopt.check.claim.Check;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.DistanceRate;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.claim.LogRate;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Role;
import org.trainopt.check.run.Simulator;
import org.trainopt.check.run.Surrogate;
import org.trainopt.check.run.Trajectories;
import org.trainopt.check.stats.ClusterBootstrap;
import org.trainopt.check.stats.Draw;
import org.trainopt.check.stats.Interval;
import org.trainopt.check.stats.Statistic;
import org.trainopt.kernel.Execution;

/**
 * The checker checked: how often its statistics accept a law that they must reject, and how often
 * their 95 % intervals hold the true value, over many master seeds. No optimizer runs.
 */
public final class SelfCheck {
  /** False accepts allowed over all surrogates together. */
  public static final int MAX_FALSE_ACCEPTS = 3;

  private static final double MIN_COVERAGE = 0.92;
  private static final double MAX_COVERAGE = 0.98;

  private SelfCheck() {}

  /**
   * The findings.
   *
   * @param masterSeeds over how many
   * @param falseAccepts by surrogate that must be rejected: how often it was accepted
   * @param coverage by surrogate: how often its interval held the true value
   * @param passed whether there were few enough false accepts and every coverage is in range
   */
  public record Result(
      int masterSeeds, List<Row> falseAccepts, List<Row> coverage, boolean passed) {
    public Result {
      falseAccepts = List.copyOf(falseAccepts);
      coverage = List.copyOf(coverage);
    }
  }

  /**
   * A line of the findings.
   *
   * @param surrogate the claim and the law
   * @param count how often
   * @param trials of how many
   * @param bound what is asked for, in words
   * @param passed whether it is so
   */
  public record Row(String surrogate, int count, int trials, String bound, boolean passed) {}

  /**
   * Runs the surrogates of C1 and C3a.
   *
   * @param masterSeeds how many master seeds, ≥ 1
   * @param protocol the sizes; its own master seed is not used
   * @param threads master seeds at a time
   * @param progress told of one unit a master seed
   */
  public static Result run(
      int masterSeeds, Protocol protocol, int threads, Verification.Progress progress) {
    List<Check> checks = new ArrayList<>();
    for (Claim claim : List.of(new DistanceRate(), LogRate.ofGradient())) {
      claim.checks(protocol).stream().filter(SelfCheck::isSurrogate).forEach(checks::add);
    }
    int[] accepted = new int[checks.size()];
    int[] covered = new int[checks.size()];
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int m = 1; m <= masterSeeds; m++) {
        Protocol one = protocol.withMasterSeed(m);
        futures.add(
            workers.submit(
                () -> {
                  count(checks, one, accepted, covered);
                  progress.advance(1, "master seed " + one.masterSeed());
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("self-check: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      workers.shutdownNow();
    }
    return result(masterSeeds, checks, accepted, covered);
  }

  private static boolean isSurrogate(Check check) {
    return check.skipped().isEmpty()
        && check.evidence() instanceof Sampled sampled
        && sampled.source() instanceof Surrogate surrogate
        && surrogate.noise() != Surrogate.Noise.NON_FINITE;
  }

  private static void count(List<Check> checks, Protocol protocol, int[] accepted, int[] covered) {
    Execution unused = Execution.on("java");
    VerificationResult result =
        new Verification(protocol, unused, 1, (units, what) -> {}).run(List.of(new Only(checks)));
    try (Simulator simulator = new Simulator(unused, 1, protocol.masterSeed())) {
      for (int i = 0; i < checks.size(); i++) {
        boolean accept = result.verdicts().get(i).outcome() == Outcome.ACCEPT;
        boolean cover = covers((Sampled) checks.get(i).evidence(), protocol, simulator);
        synchronized (checks) {
          accepted[i] += accept ? 1 : 0;
          covered[i] += cover ? 1 : 0;
        }
      }
    }
  }

  /** Whether the 95 % interval of the first look holds the value of the law itself. */
  private static boolean covers(Sampled evidence, Protocol protocol, Simulator simulator) {
    Surrogate surrogate = (Surrogate) evidence.source();
    boolean log = surrogate.horizon() == protocol.logHorizon();
    int seeds = log ? protocol.logSeeds() : protocol.seeds();
    Trajectories runs = simulator.run(surrogate, 0, seeds, done -> {});
    Statistic statistic = evidence.figure();
    Interval interval =
        ClusterBootstrap.interval(
            runs, runs, statistic.metric(), statistic::of, 0.025, protocol.masterSeed());
    Draw law = Draw.all(surrogate.mean(), statistic.metric());
    double truth = statistic.of(law, law);
    return interval.low() <= truth && truth <= interval.high();
  }

  private static Result result(int masterSeeds, List<Check> checks, int[] accepted, int[] covered) {
    List<Row> falseAccepts = new ArrayList<>();
    List<Row> coverage = new ArrayList<>();
    int total = 0;
    for (int i = 0; i < checks.size(); i++) {
      Check check = checks.get(i);
      String name = check.claim() + " " + check.variant();
      if (check.role() == Role.MUST_REJECT) {
        total += accepted[i];
        String bound = "at most " + MAX_FALSE_ACCEPTS + " in all";
        falseAccepts.add(
            new Row(name, accepted[i], masterSeeds, bound, accepted[i] <= MAX_FALSE_ACCEPTS));
      }
      coverage.add(coverage(check, name, covered[i], masterSeeds));
    }
    boolean passed = total <= MAX_FALSE_ACCEPTS && coverage.stream().allMatch(Row::passed);
    return new Result(masterSeeds, falseAccepts, coverage, passed);
  }

  private static Row coverage(Check check, String name, int covered, int masterSeeds) {
    double share = (double) covered / masterSeeds;
    if (((Surrogate) ((Sampled) check.evidence()).source()).law() == Surrogate.Law.CONSTANT) {
      String bound = "share at least " + MIN_COVERAGE + ": a constant has its minimum anywhere";
      return new Row(name, covered, masterSeeds, bound, share >= MIN_COVERAGE);
    }
    String bound = "share in [" + MIN_COVERAGE + ", " + MAX_COVERAGE + "]";
    boolean inside = share >= MIN_COVERAGE && share <= MAX_COVERAGE;
    return new Row(name, covered, masterSeeds, bound, inside);
  }

  /** Some checks as a claim. */
  private record Only(List<Check> list) implements Claim {
    @Override
    public String id() {
      return "self-check";
    }

    @Override
    public String statement() {
      return "surrogates";
    }

    @Override
    public String meaning() {
      return "";
    }

    @Override
    public List<Check> checks(Protocol protocol) {
      return list;
    }
  }
}
