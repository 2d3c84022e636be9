package org.trainopt.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trainopt.api.Schedules.constant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.TanhImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;

/** The README's LibTorch example: it compiles, it trains, and the README has these very lines. */
@Tag("host")
class ReadmeExampleTest {
  private static final String BEGIN = "// README example: begin";
  private static final String END = "// README example: end";

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void theExampleTrains() {
    torch.manual_seed(1);
    // README example: begin
    SequentialImpl net = new SequentialImpl();
    net.push_back(new LinearImpl(1, 16));
    net.push_back(new TanhImpl());
    net.push_back(new LinearImpl(16, 1));
    OptimizerSpec spec = OptimizerSpec.of(Estimator.diagonal(constant(0.1), constant(0.1)));
    try (TorchOptimizer optimizer = TorchOptimizer.of(spec, net)) {
      for (int t = 0; t < 2000; t++) {
        try (PointerScope scope = new PointerScope()) {
          Tensor x = torch.randn(64, 1);
          optimizer.zeroGrad();
          torch.mse_loss(net.forward(x), x.sin()).backward();
          optimizer.step();
        }
      }
    }
    // README example: end
    Tensor x = torch.randn(1000, 1);
    assertThat(torch.mse_loss(net.forward(x), x.sin()).item_float())
        .as("mean square error; the variance of sin(x) is 0.43")
        .isLessThan(0.05f);
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
        .as("README.md must have the lines of this test's example as a code block; paste them in")
        .contains(example());
  }

  /** The lines between the markers of this file, trimmed. */
  private static List<String> example() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/test/java/org/trainopt/torch/ReadmeExampleTest.java"))
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
