/** Matrix products: OpenBLAS, and plain Java where it cannot be had. */
package org.trainopt.experiments.blas;
