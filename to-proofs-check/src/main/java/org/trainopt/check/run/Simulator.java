package org.trainopt.check.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.trainopt.kernel.Execution;

/**
 * Makes the trajectories of sources, several seeds at a time. Every seed has its own random
 * streams, so that results do not depend on the number of threads.
 */
public final class Simulator implements AutoCloseable {
  private static final int CHUNK = 8;

  private final Execution execution;
  private final long masterSeed;
  private final ExecutorService workers;

  /**
   * @param execution the kernels; each optimizer is stepped with one thread
   * @param threads seeds run at a time, ≥ 1
   */
  public Simulator(Execution execution, int threads, long masterSeed) {
    this.execution = execution.withThreads(1);
    this.masterSeed = masterSeed;
    workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "seeds");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The kernels that optimizers are built on. */
  public Execution execution() {
    return execution;
  }

  /**
   * Runs some seeds of a source.
   *
   * @param firstSeed the first seed's number; seeds are numbered from 0
   * @param seeds how many
   * @param done told the number of seeds finished, from any thread
   */
  public Trajectories run(Source source, int firstSeed, int seeds, IntConsumer done) {
    if (source instanceof Surrogate surrogate) {
      done.accept(seeds);
      return surrogate.make(masterSeed, firstSeed, seeds);
    }
    Arm arm = (Arm) source;
    Execution kernels =
        arm.kernels() == Tampering.NONE
            ? execution
            : new Execution(new TamperedKernels(execution.provider()), 1);
    long[] times = new Grid(arm.horizon()).times();
    Map<Metric, double[][]> values = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      values.put(metric, new double[seeds][times.length]);
    }
    List<Future<?>> futures = new ArrayList<>();
    for (int from = 0; from < seeds; from += CHUNK) {
      int first = from;
      int last = Math.min(seeds, from + CHUNK);
      futures.add(
          workers.submit(
              () -> {
                for (int s = first; s < last; s++) {
                  Map<Metric, double[]> rows = new EnumMap<>(Metric.class);
                  int row = s;
                  values.forEach((metric, all) -> rows.put(metric, all[row]));
                  new OptimizerRun(arm, masterSeed, firstSeed + s).record(kernels, times, rows);
                }
                done.accept(last - first);
              }));
    }
    await(futures, arm);
    return new Trajectories(times, values);
  }

  private static void await(List<Future<?>> futures, Arm arm) {
    try {
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          arm.variant() + " on " + arm.problemName() + ": " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
