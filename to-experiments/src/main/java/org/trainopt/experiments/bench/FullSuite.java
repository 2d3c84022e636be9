package org.trainopt.experiments.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Full-TO's step, by dimension: in the long run, and from the start. */
final class FullSuite implements Suite {
  static final String NAME = "full";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("micros", "µs/step", Column.Style.SPREAD),
          new Column("nanosPerElement", "ns/element of A", Column.Style.MEDIAN),
          new Column("bytesPerElement", "B/element of A", Column.Style.MEDIAN),
          new Column("gigabytesPerSecond", "GB/s", Column.Style.MEDIAN),
          new Column("shareOfLimit", "of the limit", Column.Style.PERCENT),
          new Column("toGemvGer", "/ gemv+ger", Column.Style.SPREAD),
          new Column("allocated", "B alloc./step", Column.Style.WHOLE));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Full-TO's step in the long run and from the start, against OpenBLAS gemv+ger";
  }

  @Override
  public List<Section> run(Settings settings, Consumer<String> progress) {
    List<Section> sections = new ArrayList<>();
    for (int d : settings.fullSizes()) {
      FullLineup lineup = new FullLineup(d, settings.threads());
      String title = String.format(Locale.ROOT, "Full-TO, d = %,d", d);
      Results.measure(NAME, title, d, lineup, settings, progress)
          .ifPresent(results -> sections.add(section(title, lineup, results)));
    }
    return sections;
  }

  private static Section section(String title, FullLineup lineup, Results results) {
    List<Row> rows = new ArrayList<>();
    for (String name : results.names()) {
      rows.add(row(name, lineup.bytes(name), (double) lineup.elements(name), results));
    }
    List<String> notes = new ArrayList<>(results.notes());
    notes.add(
        "The long run is after d/8 + 64 steps and reads A once a step, as gemv alone does, whose GB/s"
            + " are those of reading.");
    return new Section(NAME, title, COLUMNS, rows, notes);
  }

  private static Row row(String name, double bytes, double elements, Results results) {
    Map<String, Samples> figures = new LinkedHashMap<>();
    figures.put("micros", results.micros(name));
    figures.put("nanosPerElement", results.micros(name).map(micros -> micros * 1e3 / elements));
    figures.put("bytesPerElement", new Samples(bytes / elements));
    results.gigabytesPerSecond(name).ifPresent(rate -> figures.put("gigabytesPerSecond", rate));
    results.shareOfLimit(name).ifPresent(share -> figures.put("shareOfLimit", share));
    if (Streaming.Kind.named(name) == null) {
      results.ratio(name, FullLineup.GEMV_GER).ifPresent(ratio -> figures.put("toGemvGer", ratio));
    }
    figures.put("allocated", results.allocated(name));
    return new Row(name, figures);
  }
}
