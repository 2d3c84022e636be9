package org.trainopt.experiments.bench;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** Carries the length of each stretch and what it allocated over to the command's JVM. */
public final class StretchProfiler implements InternalProfiler {
  static final String STEPS = "steps";
  static final String ALLOCATED = "allocated";

  @Override
  public String getDescription() {
    return "steps and allocated bytes of a stretch";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    // what counts is written at the end of the stretch
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    StretchBenchmark.Stretch last = StretchBenchmark.last();
    return List.of(
        new ScalarResult(STEPS, last.steps(), "steps", AggregationPolicy.AVG),
        new ScalarResult(ALLOCATED, last.allocated(), "B", AggregationPolicy.AVG));
  }
}
