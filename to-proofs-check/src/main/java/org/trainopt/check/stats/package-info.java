/** Statistics of trajectories and their intervals from resampling whole seeds. */
package org.trainopt.check.stats;
