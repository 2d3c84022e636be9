package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.trainopt.check.Verdict;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.claim.Role;
import org.trainopt.check.stats.LogSlope;
import org.trainopt.check.stats.MinimumGrowth;
import org.trainopt.experiments.report.LogLogPlot.Law;
import org.trainopt.experiments.report.LogLogPlot.Line;

/** A claim's plots: one a problem, and one of its controls. */
final class VerificationPlots {
  private static final List<String> CONTROL_DASHES = List.of("", "7 3", "2 2", "10 3 2 3");

  /** Colours for light and dark pages, by name of the CSS variable. */
  private static final Map<String, String[]> COLORS =
      Map.of(
          "--v-full", new String[] {"#dc2626", "#fa6b6b"},
          "--v-diagonal", new String[] {"#e58a00", "#fbb93c"},
          "--v-rank", new String[] {"#b5179e", "#ee7fe0"},
          "--v-b", new String[] {"#1f2937", "#eceff4"},
          "--v-other", new String[] {"#1d4ed8", "#5b8dfd"},
          "--v-c0", new String[] {"#0f766e", "#2cc5b3"},
          "--v-c1", new String[] {"#6d28d9", "#a98bfa"},
          "--v-c2", new String[] {"#854d0e", "#dcb36a"},
          "--v-c3", new String[] {"#be185d", "#f472a8"});

  private VerificationPlots() {}

  static String css() {
    return ":root{"
        + variables(0)
        + "}@media screen and (prefers-color-scheme:dark){:root:not(.print){"
        + variables(1)
        + "}}"
        + ".loglog{width:100%;height:auto;display:block}"
        + ".loglog text{fill:var(--soft);font-size:12px}"
        + ".loglog .axis{stroke:var(--soft)}.loglog .grid{stroke:var(--grid)}"
        + ".loglog .fit{fill:none;stroke:var(--ink);stroke-width:.7}"
        + ".loglog .law{fill:none;stroke:var(--ink);stroke-width:1.2;stroke-dasharray:1 4}"
        + ".loglog .label{fill:var(--ink)}"
        + ".keys{display:flex;flex-wrap:wrap;gap:.1rem .9rem;font-size:.8125rem;margin:.25rem 0 0;"
        + "padding:0;list-style:none;color:var(--soft)}"
        + ".keys svg{width:22px;height:8px;margin-right:.35rem;vertical-align:middle}"
        + "details{margin:0 0 1.5rem}";
  }

  private static String variables(int theme) {
    StringBuilder css = new StringBuilder();
    COLORS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> css.append(e.getKey()).append(':').append(e.getValue()[theme]).append(';'));
    return css.toString();
  }

  /** The plots as HTML; empty for a claim whose statistics are not rates. */
  static String of(Claim claim, List<Verdict> verdicts) {
    List<Verdict> rates = verdicts.stream().filter(VerificationPlots::isRate).toList();
    StringBuilder html = new StringBuilder();
    List<Verdict> claims = VerdictView.claims(rates);
    for (String problem : claims.stream().map(v -> v.check().problem()).distinct().toList()) {
      List<Line> lines =
          claims.stream()
              .filter(v -> v.check().problem().equals(problem))
              .map(v -> new Line(v.check().variant(), v.curve(), color(v), dash(v)))
              .toList();
      html.append(figure(claim, problem, lines, law(claims.get(0))));
    }
    for (Role role : List.of(Role.MUST_REJECT, Role.MUST_ACCEPT)) {
      String must = role == Role.MUST_REJECT ? "must be rejected" : "must be accepted";
      for (boolean made : List.of(false, true)) {
        List<Verdict> group =
            rates.stream()
                .filter(v -> v.check().role() == role)
                .filter(v -> v.check().problem().equals("–") == made)
                .toList();
        if (!group.isEmpty()) {
          String name = (made ? "made-up laws that " : "controls that ") + must;
          html.append(figure(claim, name, controlLines(group), law(group.get(0))));
        }
      }
    }
    return html.isEmpty() ? "" : "<div class=\"charts\">" + html + "</div>";
  }

  private static boolean isRate(Verdict verdict) {
    return verdict.curve().points().size() > 1
        && verdict.check().evidence() instanceof Sampled sampled
        && (sampled.figure() instanceof LogSlope || sampled.figure() instanceof MinimumGrowth);
  }

  private static Law law(Verdict verdict) {
    boolean slope = ((Sampled) verdict.check().evidence()).figure() instanceof LogSlope;
    return slope ? new Law("1/t", t -> 1 / t) : new Law("1/ln t", t -> 1 / Math.log(t));
  }

  private static List<Line> controlLines(List<Verdict> controls) {
    List<Line> lines = new ArrayList<>();
    for (Verdict verdict : controls) {
      int i = lines.size();
      String on = verdict.check().problem().equals("–") ? "" : " on " + verdict.check().problem();
      String name = verdict.check().variant() + on;
      if (lines.stream().noneMatch(line -> line.name().equals(name))) {
        String dash = CONTROL_DASHES.get(i / 4 % CONTROL_DASHES.size());
        lines.add(new Line(name, verdict.curve(), "var(--v-c" + i % 4 + ")", dash));
      }
    }
    return lines;
  }

  private static String color(Verdict verdict) {
    String variant = verdict.check().variant();
    String name =
        variant.startsWith("Full")
            ? "full"
            : variant.startsWith("Diagonal")
                ? "diagonal"
                : variant.startsWith("Rank") ? "rank" : variant.startsWith("b ") ? "b" : "other";
    return "var(--v-" + name + ")";
  }

  private static String dash(Verdict verdict) {
    return verdict.check().variant().endsWith("predict first") ? "5 4" : "";
  }

  private static String figure(Claim claim, String name, List<Line> lines, Law law) {
    String title = claim.id() + ", " + name;
    StringBuilder html = new StringBuilder("<figure class=\"chart\"><figcaption>");
    html.append(SvgFigure.escape(title)).append("</figcaption>");
    html.append(LogLogPlot.draw(lines, law, title)).append("<ul class=\"keys\">");
    for (Line line : lines) {
      html.append("<li><svg viewBox=\"0 0 22 8\"><path d=\"M0 4h22\" stroke-width=\"2.5\"");
      html.append(" stroke=\"").append(line.color()).append("\" stroke-dasharray=\"");
      html.append(line.dash()).append("\"/></svg>");
      html.append(SvgFigure.escape(line.name())).append("</li>");
    }
    return html.append("</ul></figure>").toString();
  }
}
