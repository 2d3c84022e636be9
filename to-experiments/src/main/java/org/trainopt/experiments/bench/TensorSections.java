package org.trainopt.experiments.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures the element-wise optimizers on tensors of one size. */
final class TensorSections {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("micros", "µs/step", Column.Style.SPREAD),
          new Column("nanosPerWeight", "ns/weight", Column.Style.MEDIAN),
          new Column("bytesPerWeight", "B/weight", Column.Style.WHOLE),
          new Column("gigabytesPerSecond", "GB/s", Column.Style.MEDIAN),
          new Column("shareOfLimit", "of the limit", Column.Style.PERCENT),
          new Column("toFusedAdamW", "/ fused AdamW", Column.Style.SPREAD),
          new Column("toTorchAdam", "/ LibTorch Adam", Column.Style.MEDIAN),
          new Column("allocated", "B alloc./step", Column.Style.WHOLE));

  private TensorSections() {}

  /** The table of this size; none if nothing of ours was asked for. */
  static Optional<Section> measure(
      String suite,
      String title,
      int count,
      int size,
      Settings settings,
      Consumer<String> progress) {
    TensorLineup lineup = new TensorLineup(count, size, settings.threads());
    double weights = (double) count * size;
    return Results.measure(suite, title, size, lineup, settings, progress)
        .map(
            results ->
                new Section(
                    suite,
                    title,
                    COLUMNS,
                    results.names().stream()
                        .map(name -> row(name, lineup.bytes(name), weights, results))
                        .toList(),
                    results.notes()));
  }

  private static Row row(String name, double bytes, double weights, Results results) {
    Map<String, Samples> figures = new LinkedHashMap<>();
    figures.put("micros", results.micros(name));
    figures.put("nanosPerWeight", results.micros(name).map(micros -> micros * 1e3 / weights));
    if (bytes > 0) {
      figures.put("bytesPerWeight", new Samples(bytes / weights));
    }
    results.gigabytesPerSecond(name).ifPresent(rate -> figures.put("gigabytesPerSecond", rate));
    results.shareOfLimit(name).ifPresent(share -> figures.put("shareOfLimit", share));
    results
        .ratio(name, TensorLineup.FUSED_ADAMW)
        .ifPresent(ratio -> figures.put("toFusedAdamW", ratio));
    results
        .ratio(name, TensorLineup.TORCH_ADAM)
        .ifPresent(ratio -> figures.put("toTorchAdam", ratio));
    figures.put("allocated", results.allocated(name));
    return new Row(name, figures);
  }
}
