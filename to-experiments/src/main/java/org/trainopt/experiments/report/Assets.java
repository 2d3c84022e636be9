package org.trainopt.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** What the page has inside: our style and script, and uPlot's from its webjar. */
final class Assets {
  private static final String POM = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private final String webjar;

  Assets() {
    Properties pom = new Properties();
    try (InputStream in = open(POM)) {
      pom.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    webjar = "/META-INF/resources/webjars/uplot/" + pom.getProperty("version");
  }

  /** The style sheets: uPlot's, then ours. */
  String style() {
    return text(webjar + "/dist/uPlot.min.css") + text("report.css");
  }

  /** Our style sheet alone. */
  static String ownStyle() {
    return text("report.css");
  }

  /** The scripts: uPlot with its licence, then ours. */
  String script() {
    return "/*\n"
        + text(webjar + "/LICENSE")
        + "*/\n"
        + text(webjar + "/dist/uPlot.iife.min.js")
        + text("report.js");
  }

  private static String text(String name) {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = Assets.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("not on the class path: " + name);
    }
    return in;
  }
}
