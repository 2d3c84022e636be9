package org.trainopt.experiments.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One iteration is one contender's turn: a stretch of its steps. The contenders of a size take
 * turns in one JVM, so that rivals meet the same machine, moments apart; JMH by itself would run
 * each to its end before the next.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StretchBenchmark {
  /** Between names in {@link #contenders}. */
  static final String SEPARATOR = "|";

  @Param({""})
  public String suite = "";

  @Param({"1"})
  public int size;

  @Param({"1"})
  public int threads;

  @Param({"0.1"})
  public double seconds;

  @Param({""})
  public String contenders = "";

  private final Map<String, Contender> kept = new HashMap<>();
  private Lineup lineup;
  private String[] names;
  private int turn;
  private @Nullable Contender contender;
  private int steps;

  /** What JMH does not know of a stretch; read by {@link StretchProfiler}. */
  private static volatile Stretch last = new Stretch(0, 0);

  /**
   * A stretch that was run.
   *
   * @param steps how many
   * @param allocated bytes on the Java heap by the stepping thread, over all steps
   */
  record Stretch(int steps, long allocated) {}

  static Stretch last() {
    return last;
  }

  @Setup
  public void open() {
    lineup = Lineup.of(suite, size, threads);
    names = contenders.split("[" + SEPARATOR + "]");
  }

  @Setup(Level.Iteration)
  public void begin() {
    String name = names[turn % names.length];
    Contender next = kept.get(name);
    if (next == null) {
      next = lineup.open(name);
      if (lineup.kept(name)) {
        kept.put(name, next);
      }
    }
    steps = next.prepare(seconds);
    contender = next;
  }

  @Benchmark
  public void stretch() {
    Contender current = contender;
    if (current == null) {
      throw new IllegalStateException("no contender's turn");
    }
    long before = Allocation.bytes();
    current.run(steps);
    long allocated = Allocation.bytes() - before;
    last = new Stretch(steps, allocated);
  }

  @TearDown(Level.Iteration)
  public void end() {
    if (contender != null && !kept.containsValue(contender)) {
      contender.close();
    }
    contender = null;
    turn++;
  }

  @TearDown
  public void close() {
    kept.values().forEach(Contender::close);
  }
}
