package org.trainopt.experiments.bench;

import java.util.Map;

/**
 * One contender's figures.
 *
 * @param contender its name
 * @param figures by {@link Column#key}; what is missing is a dash
 */
public record Row(String contender, Map<String, Samples> figures) {
  public Row {
    figures = Map.copyOf(figures);
  }
}
