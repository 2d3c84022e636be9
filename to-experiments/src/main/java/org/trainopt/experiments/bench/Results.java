package org.trainopt.experiments.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The times of one size, and what they mean beside each other. */
final class Results {
  private final Lineup lineup;
  private final Map<String, Turns.Timed> timed;
  private final Optional<String> limit;

  private Results(Lineup lineup, Map<String, Turns.Timed> timed) {
    this.lineup = lineup;
    this.timed = timed;
    limit =
        timed.keySet().stream()
            .filter(name -> Streaming.Kind.named(name) != null)
            .max(Comparator.comparingDouble(name -> rate(name).median()));
  }

  /** Has the line-up take its turns; empty if nothing of ours was asked for. */
  static Optional<Results> measure(
      String suite,
      String title,
      int size,
      Lineup lineup,
      Settings settings,
      Consumer<String> progress) {
    List<String> names =
        lineup.names().stream()
            .filter(name -> !lineup.isOurs(name) || settings.wants(name))
            .toList();
    if (names.stream().noneMatch(lineup::isOurs)) {
      return Optional.empty();
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "%s: %d contenders, 1 + %d rounds",
            title,
            names.size(),
            settings.rounds()));
    return Optional.of(new Results(lineup, Turns.run(suite, size, lineup, names, settings)));
  }

  List<String> names() {
    return List.copyOf(timed.keySet());
  }

  /** µs a step. */
  Samples micros(String name) {
    return timed(name).micros();
  }

  /** Bytes a step on the Java heap. */
  Samples allocated(String name) {
    return timed(name).allocated();
  }

  /** GB/s by design; nothing where the bytes are not known. */
  Optional<Samples> gigabytesPerSecond(String name) {
    return lineup.bytes(name) > 0 ? Optional.of(rate(name)) : Optional.empty();
  }

  /** GB/s as a share of the limit's, where there is one. */
  Optional<Samples> shareOfLimit(String name) {
    return gigabytesPerSecond(name).flatMap(rate -> limit.map(fastest -> rate.over(rate(fastest))));
  }

  /** Time as a multiple of a rival's, where it took part. */
  Optional<Samples> ratio(String name, String rival) {
    return Optional.ofNullable(timed.get(rival)).map(its -> micros(name).over(its.micros()));
  }

  /** What the limit is, in words. */
  List<String> notes() {
    return limit.stream()
        .map(
            name ->
                String.format(
                    Locale.ROOT,
                    "The limit is the fastest stream, %s: %.1f GB/s of loads and stores.",
                    name,
                    rate(name).median()))
        .toList();
  }

  private Samples rate(String name) {
    double bytes = lineup.bytes(name);
    return micros(name).map(micros -> bytes * 1e-3 / micros);
  }

  private Turns.Timed timed(String name) {
    Turns.Timed figures = timed.get(name);
    if (figures == null) {
      throw new IllegalArgumentException("\"" + name + "\" had no turn");
    }
    return figures;
  }
}
