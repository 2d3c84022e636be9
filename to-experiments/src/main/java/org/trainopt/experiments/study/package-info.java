/**
 * Comparative studies: presets, search spaces, tuning with equal budgets, reported runs, controls,
 * overhead.
 */
package org.trainopt.experiments.study;
