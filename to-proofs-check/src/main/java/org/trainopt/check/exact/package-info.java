/**
 * Measurements of production optimizers against formulas in double: identities of one step, and
 * bounds that are known before a run.
 */
package org.trainopt.check.exact;
