/**
 * Optimizers: specs, parameters, steps, snapshots and reports. Start at {@link
 * org.trainopt.api.OptimizerSpec}.
 */
package org.trainopt.api;
