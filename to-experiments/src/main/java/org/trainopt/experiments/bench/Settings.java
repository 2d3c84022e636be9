package org.trainopt.experiments.bench;

import java.nio.file.Path;
import java.util.List;
import org.trainopt.experiments.InputException;

/**
 * What {@code ./to bench} was asked for.
 *
 * @param sizes numbers of weights of the suite {@code step}
 * @param fullSizes dimensions d of the suite {@code full}, whose matrix has d² elements
 * @param tensorSizes floats of each of the tensors of the suite {@code many}
 * @param rounds how often each contender has its turn
 * @param seconds about how long a turn is measured
 * @param threads for all contenders alike
 * @param only parts of names: contenders with none of them are left out, rivals and limits
 *     excepted; empty: all
 */
public record Settings(
    List<Integer> sizes,
    List<Integer> fullSizes,
    List<Integer> tensorSizes,
    int rounds,
    double seconds,
    int threads,
    List<String> only,
    Path folder) {

  /** The largest tensor that heap arrays and buffers of a JVM hold with room to spare. */
  public static final int LARGEST = 500_000_000;

  /** How many tensors one step of the suite {@code many} takes. */
  public static final int TENSORS = 160;

  /** A matrix of 16,384² floats takes 1 GiB. */
  public static final int LARGEST_FULL = 16_384;

  public Settings {
    sizes = List.copyOf(sizes);
    fullSizes = List.copyOf(fullSizes);
    tensorSizes = List.copyOf(tensorSizes);
    only = List.copyOf(only);
    requireSizes("--sizes", sizes, LARGEST);
    requireSizes("--full-sizes", fullSizes, LARGEST_FULL);
    requireSizes("--tensors", tensorSizes, LARGEST / TENSORS);
    if (rounds < 1 || rounds > 1000) {
      throw new InputException("--rounds must be from 1 to 1000, but was " + rounds);
    }
    if (!(seconds > 0 && seconds <= 60)) {
      throw new InputException("--seconds must be above 0 and at most 60, but was " + seconds);
    }
    int cores = Runtime.getRuntime().availableProcessors();
    if (threads < 1 || threads > cores) {
      throw new InputException(
          "--threads must be from 1 to this machine's " + cores + " cores, but was " + threads);
    }
  }

  /** Whether a contender of this name is asked for. */
  public boolean wants(String contender) {
    return only.isEmpty() || only.stream().anyMatch(contender::contains);
  }

  private static void requireSizes(String option, List<Integer> sizes, int largest) {
    for (int size : sizes) {
      if (size < 1 || size > largest) {
        throw new InputException(
            option + " must be from 1 to " + largest + ", but one was " + size);
      }
    }
  }
}
