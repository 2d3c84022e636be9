package org.trainopt.experiments.network;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.trainopt.experiments.InputException;

/** Names of devices. */
public final class Devices {
  private Devices() {}

  /** Whether a text is a device's name, of this machine or not. */
  public static boolean isName(String name) {
    return name.matches("cpu|cuda:\\d{1,2}");
  }

  /**
   * A device that is there.
   *
   * @param name {@code cpu} or {@code cuda:N}
   * @throws InputException if it is not
   */
  public static Device of(String name) {
    if (!isName(name)) {
      throw new InputException("device must be cpu or cuda:N, but was \"" + name + "\"");
    }
    if (!name.equals("cpu")) {
      int index = Integer.parseInt(name.substring("cuda:".length()));
      int devices = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
      if (index >= devices) {
        throw new InputException(
            "device "
                + name
                + ": LibTorch sees "
                + (devices == 0 ? "no CUDA device here" : devices + " CUDA devices")
                + "; use cpu"
                + (torch.hasCUDA()
                    ? ""
                    : ", or put the -gpu artifact of org.bytedeco:pytorch on the class path"));
      }
    }
    return new Device(name);
  }
}
