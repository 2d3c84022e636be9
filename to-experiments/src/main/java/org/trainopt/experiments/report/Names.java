package org.trainopt.experiments.report;

import java.util.List;

/**
 * What a method's name says about it: the families, and which method is a special case of which.
 */
final class Names {
  static final String ADAM = "Adam";
  static final String MOMENTUM = "Momentum";
  static final String SGD = "SGD";
  private static final String SCALED = "+ Adam scaling";

  private Names() {}

  /** Whether the method trains an estimator, Ĝ = A w + b. */
  static boolean isTrainable(String method) {
    return method.contains("-TO");
  }

  /** Whether the method is a trained estimator without Adam's scaling: A against b alone. */
  static boolean isPlainTrainable(String method) {
    return isTrainable(method) && !method.contains(SCALED);
  }

  /**
   * The methods that this one contains: with A held at 0 a trained estimator is momentum, with β =
   * 1 besides it is SGD; with Adam's scaling it is Adam.
   */
  static List<String> specialCases(String method) {
    if (!isTrainable(method)) {
      return List.of();
    }
    return isPlainTrainable(method) ? List.of(MOMENTUM, SGD) : List.of(ADAM);
  }
}
