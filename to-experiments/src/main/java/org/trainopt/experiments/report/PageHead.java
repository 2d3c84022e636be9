package org.trainopt.experiments.report;

import static j2html.TagCreator.head;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;

import j2html.tags.specialized.HeadTag;

/** The head of a page of ours. */
final class PageHead {
  private PageHead() {}

  /** The head with a title and its whole style sheet. */
  static HeadTag of(String title, String css) {
    return head(
        meta().withCharset("utf-8"),
        meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
        meta().withName("color-scheme").withContent("light dark"),
        title(title),
        style(rawHtml(css)));
  }
}
