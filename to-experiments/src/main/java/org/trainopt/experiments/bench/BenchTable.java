package org.trainopt.experiments.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Benchmark results as a table: native beside Java, with spread, ratio and allocation. */
public final class BenchTable {
  private BenchTable() {}

  public static String of(Collection<RunResult> results) {
    Map<String, Map<String, RunResult>> rows = new LinkedHashMap<>();
    for (RunResult result : results) {
      String row =
          String.format(
              Locale.ROOT,
              "%-12s %10s",
              result.getParams().getParam("estimator"),
              result.getParams().getParam("size"));
      rows.computeIfAbsent(row, key -> new LinkedHashMap<>())
          .put(result.getParams().getParam("kernels"), result);
    }
    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%-12s %10s %26s %26s %8s %10s%n",
                "estimator",
                "size",
                "java µs/step (min–max)",
                "native µs/step (min–max)",
                "ratio",
                "B/step"));
    rows.forEach(
        (row, byKernels) -> {
          RunResult java = byKernels.get("java");
          RunResult other = byKernels.get("native");
          table.append(row).append(' ').append(cell(java)).append(' ').append(cell(other));
          if (java != null && other != null) {
            table.append(
                String.format(
                    Locale.ROOT, " %8.2f %10.2f", median(other) / median(java), allocation(other)));
          }
          table.append(System.lineSeparator());
        });
    return table.toString();
  }

  private static String cell(@Nullable RunResult result) {
    if (result == null) {
      return String.format("%26s", "—");
    }
    var statistics = result.getPrimaryResult().getStatistics();
    return String.format(
        Locale.ROOT,
        "%26s",
        String.format(
            Locale.ROOT,
            "%.3f (%.3f–%.3f)",
            statistics.getPercentile(50),
            statistics.getMin(),
            statistics.getMax()));
  }

  private static double median(RunResult result) {
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  private static double allocation(RunResult result) {
    Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return bytes == null ? Double.NaN : bytes.getScore();
  }
}
