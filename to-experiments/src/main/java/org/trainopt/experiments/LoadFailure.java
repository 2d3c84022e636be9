package org.trainopt.experiments;

/** Why a native library does not load, in one line. */
public final class LoadFailure {
  private LoadFailure() {}

  /** The root's kind and message: the JVM wraps what fails in a static initializer without them. */
  public static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return root.getClass().getSimpleName()
        + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
  }
}
