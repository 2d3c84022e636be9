/** One training run: executed, recorded in a file, found again. */
package org.trainopt.experiments.run;
