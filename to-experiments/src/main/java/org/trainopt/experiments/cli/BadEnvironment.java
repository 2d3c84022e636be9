package org.trainopt.experiments.cli;

/** What was asked for cannot be had on this machine, as forced kernels that are not usable. */
final class BadEnvironment extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadEnvironment(String message, Throwable cause) {
    super(message, cause);
  }
}
