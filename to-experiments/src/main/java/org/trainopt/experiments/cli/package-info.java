/** The command line behind {@code ./to}. */
package org.trainopt.experiments.cli;
