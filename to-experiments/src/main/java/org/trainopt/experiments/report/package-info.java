/**
 * A study's report: one page, figures and tables, all made from a {@code StudyResult}. {@code
 * TaskView} and {@code Findings} compute what is shown; the rest says it as HTML, SVG, CSV,
 * Markdown and text.
 */
package org.trainopt.experiments.report;
