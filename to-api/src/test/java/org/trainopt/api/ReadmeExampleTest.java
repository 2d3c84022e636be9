package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trainopt.api.Schedules.cosine;
import static org.trainopt.api.Schedules.harmonic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's example: it compiles, it trains, and the README has these very lines. */
class ReadmeExampleTest {
  private static final String BEGIN = "// README example: begin";
  private static final String END = "// README example: end";

  @Test
  void theExampleTrains() {
    // README example: begin
    float[] x = {0, 1, 2, 3};
    float[] y = {1, 3, 5, 7}; // y = 1 + 2x
    float[] w = new float[2];
    float[] g = new float[2];
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.diagonal(harmonic(1.0, 20), harmonic(2.0, 20)))
            .withLearningRate(cosine(0.1, 1000));
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", w)))) {
      for (int t = 0; t < 1000; t++) {
        float error = w[0] + w[1] * x[t % 4] - y[t % 4];
        g[0] = error;
        g[1] = error * x[t % 4];
        optimizer.step(g);
      }
    }
    // README example: end
    double loss = 0;
    for (int n = 0; n < 4; n++) {
      loss += Math.pow(w[0] + w[1] * x[n] - y[n], 2) / 2;
    }
    assertThat(loss).as("½ Σ error², 42 at the start").isLessThan(0.01);
  }

  @Test
  void theExampleHasAtMostFifteenLines() throws IOException {
    assertThat(example()).hasSizeBetween(1, 15);
  }

  @Test
  void theReadmeHasTheseLines() throws IOException {
    Path readme = Path.of("..", "README.md");
    assertThat(readme).as("the README is beside the module's folder").isRegularFile();
    assertThat(codeBlocks(Files.readAllLines(readme)))
        .as(
            "README.md must have the lines of ReadmeExampleTest between \"%s\" and \"%s\" as a code"
                + " block; paste them in",
            BEGIN, END)
        .contains(example());
  }

  /** The lines between the markers of this file, trimmed. */
  private static List<String> example() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/test/java/org/trainopt/api/ReadmeExampleTest.java"))
            .stream()
            .map(String::strip)
            .toList();
    return lines.subList(lines.indexOf(BEGIN) + 1, lines.indexOf(END));
  }

  /** The fenced code blocks of a Markdown file, their lines trimmed. */
  private static List<List<String>> codeBlocks(List<String> markdown) {
    List<List<String>> blocks = new ArrayList<>();
    boolean inside = false;
    for (String line : markdown) {
      if (line.strip().startsWith("```")) {
        inside = !inside;
        if (inside) {
          blocks.add(new ArrayList<>());
        }
      } else if (inside) {
        blocks.get(blocks.size() - 1).add(line.strip());
      }
    }
    return blocks;
  }
}
