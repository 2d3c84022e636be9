package org.trainopt.jni.cuda;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CUDA call failed. The message has the call, the error's name and code, and CUDA's words for it:
 * {@code cudaMalloc of 4096 bytes on device 0: cudaErrorMemoryAllocation (2): out of memory}.
 *
 * <p>After an error that {@link #isSticky} every CUDA call of this process fails with it: the
 * kernels become unusable, and only a new JVM can use the device again.
 */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * The codes of which CUDA's documentation says that the process must be relaunched: contained
   * (226), illegal address, launch timeout (700, 702), assert (710), hardware stack error, illegal
   * instruction, misaligned address, invalid address space, invalid program counter, launch failure
   * (714–719), tensor memory leak (721); and uncorrectable errors of memory and NVLink (214, 220).
   */
  private static final Set<Integer> STICKY =
      Set.of(214, 220, 226, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721);

  private static final Pattern LINE = Pattern.compile("(.+?): \\w+ \\((\\d+)\\): .*");

  private final String call;
  private final int code;

  private CudaException(String message, String call, int code) {
    super(message);
    this.call = call;
    this.code = code;
  }

  /**
   * @param line what {@code to_cuda_error} says
   * @param status what the call returned, for where the line has no code
   */
  static CudaException of(String line, int status) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      String message = line.isBlank() ? "a CUDA call failed with code " + status : line;
      return new CudaException(message, "", status);
    }
    int code = Integer.parseInt(matcher.group(2));
    String message =
        isSticky(code)
            ? line + "; no CUDA call will work in this process any more, start the JVM again"
            : line;
    return new CudaException(message, matcher.group(1), code);
  }

  /** Which call failed and on what; empty if that is not known. */
  public String call() {
    return call;
  }

  /** CUDA's number of the error, a {@code cudaError_t}. */
  public int code() {
    return code;
  }

  /** Whether CUDA can be used again only in a new process. */
  public boolean isSticky() {
    return isSticky(code);
  }

  static boolean isSticky(int code) {
    return STICKY.contains(code);
  }
}
