package org.trainopt.experiments.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.experiments.InputException;

/** An {@link OptimizerSpec} as a JSON file of its own, with the keys of a run's optimizer. */
public final class SpecFile {
  private SpecFile() {}

  /**
   * Reads a spec.
   *
   * @throws InputException if the file cannot be read or is not a valid spec
   */
  public static OptimizerSpec read(Path file) {
    return SpecReader.read(new Fields(file.toString(), "", JsonFile.read(file)), 1);
  }

  /** A spec as JSON, with every setting that is not off, in a fixed order of keys. */
  public static ObjectNode toJson(OptimizerSpec spec) {
    return SpecWriter.write(spec);
  }
}
