package org.trainopt.check.claim;

import java.util.List;
import org.trainopt.check.Protocol;

/** A claim and how it is checked. One class each, listed in {@link Claims}. */
public interface Claim {
  /** A short name: {@code C1}. */
  String id();

  /** What is claimed, in one line. */
  String statement();

  /** What an ACCEPT means, and what it does not. */
  String meaning();

  /** The checks with their controls, at the protocol's size. */
  List<Check> checks(Protocol protocol);
}
