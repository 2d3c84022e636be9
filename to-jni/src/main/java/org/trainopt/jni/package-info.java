/** The native kernel provider: the C++ kernels of {@code native/}, bound with JavaCPP. */
package org.trainopt.jni;
