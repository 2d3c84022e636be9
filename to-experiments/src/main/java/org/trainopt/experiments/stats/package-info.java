/**
 * The few statistics a study needs: summaries, intervals, ratio tests, Holm's correction. A run
 * that diverged has the loss +∞, and every function here takes it as that.
 */
package org.trainopt.experiments.stats;
