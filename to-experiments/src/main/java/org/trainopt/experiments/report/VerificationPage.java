package org.trainopt.experiments.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
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
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.List;
import java.util.Map;
import org.trainopt.check.Verdict;
import org.trainopt.check.VerificationResult;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.problem.Problems;

/** The verification as a page: everything in one file, nothing loaded from anywhere. */
final class VerificationPage {
  private final VerificationResult result;
  private final Map<String, String> provenance;
  private final HtmlTable tables = new HtmlTable(new Palette(List.of()));

  VerificationPage(VerificationResult result, Map<String, String> provenance) {
    this.result = result;
    this.provenance = provenance;
  }

  String render() {
    return document(
        html(
                PageHead.of("trainopt: verification", Assets.ownStyle() + VerificationPlots.css()),
                body(
                    top(),
                    main(
                        each(result.claims(), this::claim),
                        prose("protocol", "The protocol", VerificationText.protocol(result)),
                        prose("problems", "The problems", problems()),
                        made()),
                    footer(p("Made by trainopt."))))
            .withLang("en"));
  }

  private DomContent top() {
    return header(
        p("trainopt · verification, size “" + result.protocol().name() + "”").withClass("eyebrow"),
        h1("Do the convergence claims hold?"),
        p(VerificationSummary.answer(result)).withClass("answer"),
        result.isVoid() ? voided() : text(""),
        dl(each(
                result.claims(),
                c ->
                    div(dt(a(c.id()).withHref("#" + c.id())), dd(c.statement() + ": " + tally(c)))))
            .withClass("points"),
        p(VerificationText.LIMITS).withClass("note"),
        nav(
            each(result.claims(), c -> a(c.id()).withHref("#" + c.id())),
            a("Protocol").withHref("#protocol"),
            a("Problems").withHref("#problems"),
            a("Provenance").withHref("#provenance")));
  }

  private String tally(Claim claim) {
    return VerdictView.tally(VerdictView.claims(result.of(claim)));
  }

  private DomContent voided() {
    return div(
            p("The verdicts do not count: these controls did not come out as they must."),
            ul(
                each(
                    result.misbehaved(),
                    v ->
                        li(
                            v.check().claim()
                                + ": "
                                + v.check().variant()
                                + " on "
                                + v.check().problem()
                                + " was "
                                + VerdictView.word(v.outcome())))))
        .withClass("notice");
  }

  private DomContent claim(Claim claim) {
    List<Verdict> verdicts = result.of(claim);
    List<Verdict> claims = VerdictView.claims(verdicts);
    List<Verdict> controls = VerdictView.controls(verdicts);
    List<Verdict> figures = VerdictView.figures(verdicts);
    boolean wrong = controls.stream().anyMatch(v -> !v.asItMust());
    String skipped =
        String.join(
            "; ",
            claims.stream()
                .filter(v -> v.outcome() == Outcome.SKIPPED)
                .map(v -> v.check().problem() + ": " + v.reason())
                .distinct()
                .toList());
    return section(
            h2(claim.id() + " · " + claim.statement()),
            p(claim.meaning()).withClass("note"),
            rawHtml(VerificationPlots.of(claim, verdicts)),
            claims.isEmpty() ? text("") : tables.of(VerificationTables.claims(claims)),
            skipped.isEmpty() ? text("") : p("Skipped: " + skipped + ".").withClass("note"),
            details(
                    summary(capital(VerdictView.controlTally(controls))),
                    tables.of(VerificationTables.controls(controls)))
                .condAttr(wrong, "open", null),
            each(VerificationTables.figures(figures), tables::of))
        .withId(claim.id());
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static List<String> problems() {
    return Problems.all().stream().map(p -> p.name() + ": " + p.description()).toList();
  }

  private static DomContent prose(String id, String title, List<String> items) {
    return section(h2(title), ul(each(items, item -> li(item))).withClass("prose")).withId(id);
  }

  private DomContent made() {
    return section(
            h2("Provenance"),
            dl(each(provenance.entrySet(), e -> div(dt(e.getKey()), dd(code(e.getValue())))))
                .withClass("provenance"),
            p(text("Beside this page: "), a("verdicts.json").withHref("verdicts.json")))
        .withId("provenance");
  }
}
