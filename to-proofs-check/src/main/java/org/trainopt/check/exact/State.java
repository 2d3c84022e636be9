package org.trainopt.check.exact;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * An estimator's state at one time, in double.
 *
 * @param arrays by name, without their owner: {@code A} (d×d, row by row), {@code a}, {@code u},
 *     {@code v}, {@code b}
 */
public record State(Map<String, double[]> arrays) {
  /** The array of that name. */
  double[] of(String name) {
    double[] values = arrays.get(name);
    if (values == null) {
      throw new IllegalArgumentException("no array " + name + " among " + arrays.keySet());
    }
    return values;
  }

  /** The same with the absolute values. */
  State absolute() {
    Map<String, double[]> positive = new TreeMap<>();
    arrays.forEach((name, values) -> positive.put(name, Vectors.absolute(values)));
    return new State(positive);
  }

  /** This state moved by h times a direction with the same arrays. */
  State moved(double h, State direction) {
    Map<String, double[]> sum = new TreeMap<>();
    arrays.forEach(
        (name, values) -> {
          double[] to = values.clone();
          double[] along = direction.of(name);
          Arrays.setAll(to, i -> values[i] + h * along[i]);
          sum.put(name, to);
        });
    return new State(sum);
  }
}
