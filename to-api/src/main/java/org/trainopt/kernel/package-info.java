/**
 * The kernel SPI: what a backend implements, and how one is chosen. Users need only {@link
 * org.trainopt.kernel.Execution}.
 */
package org.trainopt.kernel;
