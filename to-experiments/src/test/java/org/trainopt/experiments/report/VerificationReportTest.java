package org.trainopt.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.check.Protocol;
import org.trainopt.check.Verification;
import org.trainopt.check.VerificationResult;
import org.trainopt.check.claim.Check;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.claim.Role;
import org.trainopt.check.claim.Rule;
import org.trainopt.check.run.Metric;
import org.trainopt.check.run.Surrogate;
import org.trainopt.check.run.Surrogate.Law;
import org.trainopt.check.run.Surrogate.Noise;
import org.trainopt.check.stats.LogSlope;
import org.trainopt.check.stats.Window;
import org.trainopt.kernel.Execution;

class VerificationReportTest {
  @TempDir Path folder;

  /** A claim about made-up laws. */
  private record Laws(List<Check> list) implements Claim {
    @Override
    public String id() {
      return "C1";
    }

    @Override
    public String statement() {
      return "a < b";
    }

    @Override
    public String meaning() {
      return "nothing & everything";
    }

    @Override
    public List<Check> checks(Protocol protocol) {
      return list;
    }
  }

  private static Check check(Role role, Law law, Noise noise) {
    Surrogate source = new Surrogate(law, noise, 4096);
    LogSlope slope = new LogSlope(Metric.DISTANCE, new Window(64, 4096, 0));
    return new Check(
        "C1",
        role,
        source.variant(),
        source.problemName(),
        new Sampled(source, Optional.empty(), slope),
        new Rule.AtMost(-0.95));
  }

  private static VerificationResult result(Check... checks) {
    Protocol tiny = new Protocol("test", 40, 4096, 0.05, 40, 64, 1);
    return new Verification(tiny, Execution.on("java"), 1, (units, what) -> {})
        .run(List.of(new Laws(List.of(checks))));
  }

  private String page(VerificationResult result) throws IOException {
    return Files.readString(VerificationReport.write(result, Map.of("version", "1"), folder));
  }

  @Test
  void thePageHasPlotsVerdictsAndNothingFromElsewhere() throws IOException {
    String page =
        page(
            result(
                check(Role.CLAIM, Law.FASTER, Noise.LIGHT),
                check(Role.MUST_REJECT, Law.CONSTANT, Noise.LIGHT)));
    assertThat(page)
        .contains("All claims are accepted: 1 of 1 accepted. Its control came out as it must.")
        .contains("a &lt; b")
        .contains("nothing &amp; everything")
        .contains("class=\"fit\"")
        .contains("∝ 1/t")
        .contains("must be rejected")
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("NaN");
  }

  @Test
  void aControlThatMisbehavesVoidsTheVerdictsInSight() throws IOException {
    VerificationResult result =
        result(
            check(Role.CLAIM, Law.FASTER, Noise.LIGHT),
            check(Role.MUST_REJECT, Law.FASTER, Noise.CORRELATED));
    assertThat(page(result))
        .contains("The verdicts are VOID: 1 control")
        .contains("surrogate t^−1.2, correlated noise on – was accept");
    assertThat(VerificationSummary.of(result))
        .contains("must reject: ACCEPT")
        .contains("did NOT come out as they must");
  }

  @Test
  void theJsonHasEveryFigureAndNoNaN() throws IOException {
    page(
        result(
            check(Role.CLAIM, Law.FASTER, Noise.LIGHT),
            check(Role.MUST_REJECT, Law.FASTER, Noise.NON_FINITE)));
    JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("verdicts.json")));
    JsonNode claim = json.path("verdicts").path(0);
    assertThat(claim.path("outcome").textValue()).isEqualTo("ACCEPT");
    assertThat(claim.path("low").doubleValue()).isLessThan(claim.path("estimate").doubleValue());
    assertThat(claim.path("high").doubleValue()).isLessThan(-0.95);
    assertThat(claim.path("bounds").path(0).doubleValue()).isEqualTo(-0.95);
    assertThat(claim.path("seeds").intValue()).isEqualTo(40);
    assertThat(claim.path("curve").path("points")).hasSizeGreaterThan(20);
    assertThat(claim.path("spec").isNull()).as("a made-up law has no spec").isTrue();
    JsonNode lost = json.path("verdicts").path(1);
    assertThat(lost.path("estimate").isNull()).isTrue();
    assertThat(lost.path("reason").textValue()).contains("left the finite numbers");
    assertThat(json.path("environment").path("version").textValue()).isEqualTo("1");
  }
}
