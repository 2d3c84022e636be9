/** Models that LibTorch differentiates: what a run needs of them, and the loop that trains them. */
package org.trainopt.experiments.network;
