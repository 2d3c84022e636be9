package org.trainopt.api;

/** A gain κ of 2 or more under {@link GainPolicy#FAIL}. The step changed nothing. */
public final class UnstableGainException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  UnstableGainException(String message) {
    super(message);
  }
}
