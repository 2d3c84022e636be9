/** JMH benchmarks of optimizer steps. */
package org.trainopt.experiments.bench;
