/** The pure-Java kernels: the reference and the fallback. Not exported. */
package org.trainopt.javakernel;
