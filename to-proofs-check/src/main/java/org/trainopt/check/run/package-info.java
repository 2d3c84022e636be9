/** Running optimizers on problems: arms, seeds, recorded trajectories. */
package org.trainopt.check.run;
