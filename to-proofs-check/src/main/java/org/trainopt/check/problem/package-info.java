/** The problems: losses with known gradients, minima and noise, and step sizes for them. */
package org.trainopt.check.problem;
