/**
 * Verifies the convergence claims numerically: {@link org.trainopt.check.Verification} runs the
 * production optimizers over many seeds and answers ACCEPT, REJECT or INCONCLUSIVE.
 */
package org.trainopt.check;
