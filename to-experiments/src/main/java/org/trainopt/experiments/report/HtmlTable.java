package org.trainopt.experiments.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.i;
import static j2html.TagCreator.iffElse;
import static j2html.TagCreator.p;
import static j2html.TagCreator.small;
import static j2html.TagCreator.span;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link Table} as HTML: it scrolls sideways on its own where the screen is narrow. */
final class HtmlTable {
  private final Palette palette;

  HtmlTable(Palette palette) {
    this.palette = palette;
  }

  DomContent of(Table table) {
    return div(
            div(table(
                    caption(table.caption()),
                    thead(tr(each(table.head(), cell -> fill(th().attr("scope", "col"), cell)))),
                    tbody(each(table.rows(), this::row))))
                .withClass("scroll")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", table.caption()),
            iffElse(table.note().isEmpty(), text(""), p(table.note()).withClass("note")))
        .withClass("table");
  }

  private DomContent row(List<Cell> cells) {
    List<DomContent> tags = new ArrayList<>();
    tags.add(fill(th().attr("scope", "row"), cells.get(0)));
    cells.stream().skip(1).forEach(cell -> tags.add(fill(td(), cell)));
    return tr(tags.toArray(DomContent[]::new));
  }

  private <T extends ContainerTag<T>> T fill(T tag, Cell cell) {
    if (!cell.styles().isEmpty()) {
      tag.withClass(String.join(" ", cell.styles()));
    }
    if (cell.is("method")) {
      tag.with(swatch(cell.text()));
    }
    // A long name breaks before its plus sign and nowhere else.
    int plus = cell.is("method") ? cell.text().indexOf(" + ") : -1;
    if (plus > 0) {
      tag.with(span(cell.text().substring(0, plus)), text(" "));
    }
    tag.with(span(cell.text().substring(plus + 1)));
    if (!cell.verdict().isEmpty()) {
      tag.with(span(cell.verdict()).withClass("verdict"));
    }
    if (!Double.isNaN(cell.place())) {
      String left = String.format(Locale.ROOT, "left:%.1f%%", 100 * cell.place());
      tag.with(span(i().withStyle(left)).withClass("place"));
    }
    if (!cell.detail().isEmpty()) {
      tag.with(small(cell.detail()));
    }
    return tag;
  }

  private DomContent swatch(String method) {
    return i().withClass("swatch").withStyle("background:var(" + palette.variable(method) + ")");
  }
}
