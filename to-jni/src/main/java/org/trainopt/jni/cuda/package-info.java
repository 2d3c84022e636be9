/**
 * The CUDA kernel provider, and tensors in a device's memory: the CUDA kernels of {@code native/},
 * bound with JavaCPP. Everything here can be loaded where there is no CUDA.
 */
package org.trainopt.jni.cuda;
