/**
 * Optimizer specs, optimizers, the kernel SPI and the pure-Java kernels. Needs nothing but the JDK.
 */
module org.trainopt.api {
  requires static transitive org.jspecify;

  exports org.trainopt.api;
  exports org.trainopt.kernel;

  uses org.trainopt.kernel.KernelProvider;

  provides org.trainopt.kernel.KernelProvider with
      org.trainopt.javakernel.JavaKernelProvider;
}
