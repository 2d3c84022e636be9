package org.trainopt.jni;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;

/**
 * The C++ kernels on the CPU, priority 10. They use the best instruction set that the CPU has;
 * {@code -Dtrainopt.isa=baseline|avx2|avx512|avx512bf16}, or the environment's {@code
 * TRAINOPT_ISA}, asks for one, and where it cannot be had these kernels are unusable and say so.
 */
public final class NativeKernelProvider implements KernelProvider {
  /** The system property that asks for an instruction set. */
  static final String ISA_PROPERTY = "trainopt.isa";

  private static final String ISA_VARIABLE = "TRAINOPT_ISA";

  private final @Nullable String wanted;

  /** With the instruction set that property or environment ask for, else the best. */
  public NativeKernelProvider() {
    this(System.getProperty(ISA_PROPERTY, System.getenv(ISA_VARIABLE)));
  }

  /**
   * @param wanted an instruction set's name; null or blank: the best
   */
  NativeKernelProvider(@Nullable String wanted) {
    this.wanted = wanted == null || wanted.isBlank() ? null : wanted.strip();
  }

  @Override
  public String name() {
    return "native";
  }

  @Override
  public int priority() {
    return 10;
  }

  @Override
  public Availability availability() {
    String problem = NativeRuntime.problem();
    if (problem != null) {
      return Availability.unusable(problem);
    }
    Isa isa = isa();
    if (isa == null) {
      return Availability.unusable(
          "instruction set \""
              + wanted
              + "\" was asked for (-D"
              + ISA_PROPERTY
              + " or "
              + ISA_VARIABLE
              + "; known: "
              + Isa.options()
              + "), but this machine has "
              + NativeRuntime.isas().stream().map(Isa::option).collect(Collectors.joining(", ")));
    }
    int threads =
        Integer.getInteger("trainopt.threads", Runtime.getRuntime().availableProcessors());
    return Availability.usable("C++, " + isa.label() + ", " + threads + " threads");
  }

  /** What the kernels will use; null if it cannot be had. */
  private @Nullable Isa isa() {
    List<Isa> isas = NativeRuntime.isas();
    if (wanted == null) {
      return isas.isEmpty() ? null : isas.get(isas.size() - 1);
    }
    return isas.stream().filter(isa -> isa.option().equals(wanted)).findFirst().orElse(null);
  }

  @Override
  public Set<Storage.Place> places() {
    return EnumSet.complementOf(EnumSet.of(Storage.Place.DEVICE));
  }

  @Override
  public long availableBytes() {
    return Pointer.availablePhysicalBytes();
  }

  @Override
  public StepKernel compile(StepPlan plan, int threads) {
    Isa isa = isa();
    if (isa == null) {
      throw new IllegalStateException(
          "kernels \"native\" cannot be used: " + availability().reason());
    }
    return new NativeStepKernel(plan, threads, isa);
  }
}
