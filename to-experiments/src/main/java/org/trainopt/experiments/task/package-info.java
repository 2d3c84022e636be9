/** What is minimised: objectives with their batches and their minima. */
package org.trainopt.experiments.task;
