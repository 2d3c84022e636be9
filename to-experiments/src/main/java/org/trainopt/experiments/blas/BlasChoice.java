package org.trainopt.experiments.blas;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.LoadFailure;

/** The choice between OpenBLAS and Java. */
final class BlasChoice {
  static final String PROPERTY = "trainopt.blas";

  private BlasChoice() {}

  /** OpenBLAS, or why it cannot be had. */
  record Attempt(@Nullable Blas blas, String failure) {
    static Attempt of(Supplier<Blas> loader) {
      try {
        return new Attempt(loader.get(), "");
      } catch (LinkageError | RuntimeException e) {
        return new Attempt(null, "OpenBLAS does not load: " + LoadFailure.reason(e));
      }
    }
  }

  /** Tried once, when first asked for. */
  private static final class Loaded {
    static final Attempt OPENBLAS = Attempt.of(OpenBlas::new);
  }

  static Blas best() {
    return choose(System.getProperty(PROPERTY, ""), () -> Loaded.OPENBLAS);
  }

  static Blas choose(String forced, Supplier<Attempt> openBlas) {
    return switch (forced) {
      case "java" -> new JavaBlas("forced by -D" + PROPERTY + "=java");
      case "", "openblas" -> {
        Attempt attempt = openBlas.get();
        if (attempt.blas() != null) {
          yield attempt.blas();
        }
        if (!forced.isEmpty()) {
          throw new InputException("-D" + PROPERTY + "=openblas: " + attempt.failure());
        }
        yield new JavaBlas(attempt.failure());
      }
      default ->
          throw new InputException(
              "-D" + PROPERTY + " must be openblas or java, but was \"" + forced + "\"");
    };
  }
}
