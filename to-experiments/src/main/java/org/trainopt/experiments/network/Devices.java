package org.trainopt.experiments.network;

import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.trainopt.experiments.InputException;

/** The devices that networks compute on, by their names. */
public final class Devices {
  private Devices() {}

  /** Whether a text is a device's name, of this machine or not. */
  public static boolean isName(String name) {
    return name.matches("cpu|cuda:\\d{1,2}");
  }

  /**
   * A device that is there. On a CUDA device LibTorch is held to float32 proper and to convolutions
   * that give the same bits every time; left alone, it rounds their factors to 10 bits (TF32).
   *
   * @param name {@code cpu} or {@code cuda:N}
   * @throws InputException if it is not
   */
  public static Device of(String name) {
    if (!isName(name)) {
      throw new InputException("device must be cpu or cuda:N, but was \"" + name + "\"");
    }
    LibTorch.require();
    if (!name.equals("cpu")) {
      int index = Integer.parseInt(name.substring("cuda:".length()));
      int devices = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
      if (index >= devices) {
        throw new InputException(
            "device "
                + name
                + ": LibTorch sees "
                + (devices == 0 ? "no CUDA device" : devices + " CUDA devices")
                + "; it is "
                + LibTorch.about());
      }
      Context context = torch.globalContext();
      context.setAllowTF32CuDNN(false);
      context.setAllowTF32CuBLAS(false);
      context.setDeterministicCuDNN(true);
    }
    return new Device(name);
  }
}
