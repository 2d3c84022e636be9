package org.trainopt.experiments.blas;

/** The choice, made once. */
final class BlasChoice {
  static final Blas BEST = choose(System.getProperty("trainopt.blas", ""));

  private BlasChoice() {}

  static Blas choose(String forced) {
    if (forced.equals("java")) {
      return new JavaBlas("forced by -Dtrainopt.blas=java");
    }
    if (!forced.isEmpty() && !forced.equals("openblas")) {
      throw new IllegalStateException(
          "-Dtrainopt.blas must be openblas or java, but was " + forced);
    }
    try {
      return new OpenBlas();
    } catch (LinkageError e) {
      String why = "OpenBLAS does not load: " + e.getMessage();
      if (forced.equals("openblas")) {
        throw new IllegalStateException(why, e);
      }
      return new JavaBlas(why);
    }
  }
}
