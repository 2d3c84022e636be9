package org.trainopt.api;

/**
 * A gradient with a NaN or an infinity under {@link NonFinitePolicy#FAIL}. The step changed
 * nothing.
 */
public final class NonFiniteGradientException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  NonFiniteGradientException(String message) {
    super(message);
  }
}
