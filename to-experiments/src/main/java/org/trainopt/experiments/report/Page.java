package org.trainopt.experiments.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.button;
import static j2html.TagCreator.code;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.document;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.noscript;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page: everything in one file, nothing loaded from anywhere. */
final class Page {
  private static final String HANDLING =
      "; click a method to hide or show it, double-click to see it alone; point at a chart for"
          + " values; drag along a chart to zoom in and double-click to zoom out. A curve that rises far"
          + " above its start leaves the chart.";

  private static final DomContent WITHOUT_SCRIPT =
      noscript(
          p("The charts need JavaScript; the same figures are SVG files in the folder figures.")
              .withClass("notice"));

  private final Findings findings;
  private final Palette palette;
  private final HtmlTable tables;
  private final StudyTables study;
  private final boolean linkRuns;

  Page(Findings findings, Palette palette, boolean linkRuns) {
    this.findings = findings;
    this.palette = palette;
    this.linkRuns = linkRuns;
    tables = new HtmlTable(palette);
    study = new StudyTables(findings);
  }

  String render() {
    Assets assets = new Assets();
    String colours =
        ":root{"
            + palette.css(false)
            + "}@media screen and (prefers-color-scheme:dark){:root:not(.print){"
            + palette.css(true)
            + "}}";
    return document(
        html(
                PageHead.of(
                    "trainopt: study " + TextSections.name(findings), assets.style() + colours),
                body(
                    top(),
                    main(
                        findings.family().isNetwork() ? mainCurves() : text(""),
                        finalLoss(),
                        againstAdam(),
                        findings.family().isNetwork() ? text("") : curvesByLambda(),
                        ablation(),
                        controls(),
                        tasks(),
                        part("cost", "Time and memory", tables.of(study.overhead())),
                        prose("protocol", "How it was done", findings.family().protocol()),
                        prose(
                            "differences",
                            "What differs from the paper",
                            findings.family().differences()),
                        provenance()),
                    bottom(),
                    script(rawHtml(ChartData.of(findings, palette)))
                        .withType("application/json")
                        .withId("chart-data"),
                    script(rawHtml(assets.script()))))
            .withLang("en"));
  }

  private DomContent top() {
    Headline headline = new Headline(findings);
    return header(
        p("trainopt · study “" + TextSections.name(findings) + "”").withClass("eyebrow"),
        h1(Headline.QUESTION),
        p(String.join(" ", headline.answer())).withClass("answer"),
        dl(each(headline.points(), x -> div(dt(x.lead()), dd(x.text())))).withClass("points"),
        p(TextSections.size(findings) + ".").withClass("note"),
        nav(each(contents().entrySet(), e -> a(e.getValue()).withHref("#" + e.getKey()))));
  }

  private static Map<String, String> contents() {
    Map<String, String> contents = new LinkedHashMap<>();
    contents.put("loss", "Final loss");
    contents.put("adam", "Against Adam");
    contents.put("curves", "Curves");
    contents.put("ablation", "What A adds");
    contents.put("controls", "Controls");
    contents.put("tasks", "Tasks");
    contents.put("cost", "Time and memory");
    contents.put("protocol", "How");
    contents.put("differences", "The paper");
    contents.put("provenance", "Provenance");
    return contents;
  }

  private DomContent finalLoss() {
    return part("loss", "Final " + findings.family().loss(), tables.of(study.finalLoss()));
  }

  private DomContent againstAdam() {
    return part(
        "adam",
        "Against tuned Adam",
        tables.of(study.lossToAdam()),
        tables.of(study.stepsToAdam()));
  }

  /** The paper's figure: against steps and against time. */
  private DomContent mainCurves() {
    Family family = findings.family();
    return part(
        "curves",
        family.paperFigure() + " of the paper: " + family.loss(),
        p("Over the steps as in the paper, and over the time that the steps take" + HANDLING)
            .withClass("note"),
        WITHOUT_SCRIPT,
        div().withClass("legend"),
        each(
            findings.tasks(),
            t ->
                div(each(
                        Measure.of(t).stream().filter(Measure::isMain).toList(),
                        m -> TaskSection.chart(t.number() - 1, m.key(), m.title(), m.paper())))
                    .withClass("charts")));
  }

  private DomContent curvesByLambda() {
    Map<String, String> measures = new LinkedHashMap<>();
    findings.tasks().stream()
        .flatMap(t -> Measure.of(t).stream())
        .forEach(m -> measures.put(m.key(), m.title()));
    return part(
        "curves",
        "Curves on all tasks",
        p("Standardised training loss with λ = 0 is the paper’s Figures 1 and 4, the standard"
                + " deviation over seeds its Figure 5. Pick a measure"
                + HANDLING)
            .withClass("note"),
        WITHOUT_SCRIPT,
        div(each(
                measures.entrySet(),
                e -> button(e.getValue()).withType("button").attr("data-measure", e.getKey())))
            .withClass("measures"),
        div().withClass("legend"),
        each(findings.lambdas(), this::charts));
  }

  /** The data sets side by side, as the paper's figures have them. */
  private DomContent charts(Double l2) {
    String heading =
        l2 == 0 ? "λ = 0, as in the paper’s Figures 1, 4 and 5" : "λ = " + l2 + ", strongly convex";
    return div(
        h3(heading),
        div(each(
                findings.tasks().stream().filter(t -> l2.equals(t.task().l2())).toList(),
                t -> TaskSection.chart(t.number() - 1, "", t.task().data(), "")))
            .withClass("charts small"));
  }

  private DomContent ablation() {
    List<String> warnings = new SearchTables(findings).poorSearches();
    DomContent notice =
        warnings.isEmpty()
            ? p("No tuned TO variant is worse than a method it contains (95 % intervals): no sign of"
                    + " a poor search.")
                .withClass("note")
            : div(
                    p(
                        "These tuned TO variants lose to a method that they contain: with A held at"
                            + " 0 they are Momentum, with β = 1 besides SGD, and with Adam’s scaling"
                            + " Adam. That speaks of a poor search, the same number of trials over"
                            + " more axes, rather than of the method: see the winners and the tuning"
                            + " trials of these tasks. The intervals behind this (95 %) are not"
                            + " corrected."),
                    ul(each(warnings, line -> li(line))))
                .withClass("notice");
    return part("ablation", "What A adds to b alone", tables.of(study.ablation()), notice);
  }

  private DomContent controls() {
    long failed = findings.failedControls();
    return part(
        "controls",
        "Controls and search",
        p(
            "Adam against itself with other seeds must show no difference; Adam with a hundredth of"
                + " its learning rate must be worse. By chance the first fails in one study of twenty;"
                + " the same study with more seeds tells."),
        failed == 0
            ? text("")
            : p(failed + " of " + findings.controls().size() + " controls FAILED.")
                .withClass("notice"),
        details(summary("All controls"), tables.of(study.controls()))
            .condAttr(failed > 0, "open", null),
        tables.of(new SearchTables(findings).edges()));
  }

  private DomContent tasks() {
    TaskSection one = new TaskSection(findings, tables, linkRuns);
    return part("tasks", "Task by task", each(findings.tasks(), one::of));
  }

  private static DomContent prose(String id, String title, List<String> items) {
    return part(id, title, ul(each(items, item -> li(item))).withClass("prose"));
  }

  private DomContent provenance() {
    return part(
        "provenance",
        "Provenance",
        dl(each(
                TextSections.provenance(findings),
                row -> div(dt(row.get(0)), dd(code(row.get(1))))))
            .withClass("provenance"),
        p(
            text("Beside this page: "),
            a("report.md").withHref("report.md"),
            text(", figures as SVG files in "),
            code("figures/"),
            text(", and tables as CSV: "),
            each(
                List.copyOf(CsvTables.of(findings).keySet()),
                name -> span(a(name).withHref("tables/" + name), text(" ")))));
  }

  private static DomContent part(String id, String title, DomContent... content) {
    return section(h2(title), div(content)).withId(id);
  }

  private DomContent bottom() {
    return footer(p("Made by trainopt. Charts by uPlot (MIT licence)."));
  }
}
