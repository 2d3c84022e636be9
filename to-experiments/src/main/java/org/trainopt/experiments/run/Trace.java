package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.StepReport;

/**
 * A line of JSON per step: {@code step} from 0, {@code loss} of the batch before the step with the
 * L2 term, {@code gradNorm} ‖g‖, {@code estimateNorm} ‖Ĝ‖ as used and before scaling, {@code
 * weightNorm} ‖w‖ after the step. A step that the optimizer left out has no line.
 */
final class Trace {
  private final StringBuilder lines = new StringBuilder();
  private @Nullable StepReport last;

  /** Makes steps until {@code end} are made in all, with a line each. */
  void advance(TrainingLoop loop, int end) {
    Runnable stopListening = loop.optimizer().onStep(report -> last = report);
    try {
      while (loop.step() < end) {
        last = null;
        double loss = loop.advanceWithLoss();
        if (last != null) {
          add(last, loss, loop.weightNorm());
        }
      }
    } finally {
      stopListening.run();
    }
  }

  private void add(StepReport report, double loss, double weightNorm) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("step", report.step());
    line.put("loss", loss);
    line.put("gradNorm", report.gradientNorm());
    line.put("estimateNorm", report.estimateNorm());
    line.put("weightNorm", weightNorm);
    lines.append(line).append('\n');
  }

  void write(Path file) {
    RunFile.writeWhole(file, lines.toString());
  }
}
