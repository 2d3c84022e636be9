package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.trainopt.api.StepReport;

/**
 * A line of JSON per step: {@code step} from 0, {@code loss} of the batch before the step with the
 * L2 term, {@code gradNorm} ‖g‖, {@code estimateNorm} ‖Ĝ‖ as used and before scaling, {@code
 * weightNorm} ‖w‖ after the step.
 */
final class Trace {
  private final StringBuilder lines = new StringBuilder();

  void add(StepReport report, double loss, double weightNorm) {
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
