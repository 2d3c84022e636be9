package org.trainopt.check.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The two parts of the table that documentation carries. */
enum MutationTable {
  KERNELS,
  STATISTICS;

  private static final Path FILE = Path.of("target", "mutations.md");
  private static final Map<MutationTable, List<Row>> ROWS = new EnumMap<>(MutationTable.class);

  /** Prints a part, and writes the parts that are there to {@code target/mutations.md}. */
  void write(List<Row> rows) {
    ROWS.put(this, List.copyOf(rows));
    System.out.print(text(rows));
    String table =
        Row.HEAD + ROWS.values().stream().map(MutationTable::text).collect(Collectors.joining());
    try {
      Files.createDirectories(FILE.toAbsolutePath().getParent());
      Files.writeString(FILE, table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(List<Row> rows) {
    return rows.stream().map(Row::markdown).collect(Collectors.joining());
  }
}
