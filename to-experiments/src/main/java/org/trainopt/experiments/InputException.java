package org.trainopt.experiments;

/**
 * Something the user gave us is wrong: a file, a configuration, an argument. The message is one
 * line that names the place, the value, what is allowed and the way out; the command line prints it
 * without a stack trace and exits with code 2.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
