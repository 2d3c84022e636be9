package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Scaling;
import org.trainopt.api.StatePrecision;
import org.trainopt.jni.Settings.Setting;
import org.trainopt.kernel.Execution;

/**
 * Every estimator in every setting, with every scaling, over the sizes around every block and
 * vector length.
 */
final class ConformanceTest {
  private static final int[] SIZES =
      Trial.SMALL
          ? new int[] {33, 1025}
          : new int[] {0, 1, 3, 13, 31, 32, 33, 207, 1024, 1025, 4098, 100_003};

  private static final int LARGEST_FULL = 1025;

  static List<Setting> settings() {
    return Settings.all().stream()
        .filter(setting -> !Trial.SMALL || setting.scaling() instanceof Scaling.Adam)
        .toList();
  }

  /** A step on bfloat16 state is checked against one on float32 state by StatePrecisionTest. */
  static List<Setting> inFloat32() {
    return Settings.all().stream()
        .filter(setting -> setting.precision() == StatePrecision.FLOAT32)
        .toList();
  }

  private static boolean tooLarge(Setting setting, int size) {
    return setting.name().startsWith("full") && size > LARGEST_FULL;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void nativeKernelsGiveTheBitsOfTheJavaKernels(Setting setting) {
    List<Execution> natives = NativeExecutions.all();
    for (int size : SIZES) {
      if (tooLarge(setting, size)) {
        continue;
      }
      OptimizerSpec spec = setting.spec(size);
      Trial.Result expected = Trial.of(spec, Execution.on("java"), size);
      for (Execution execution : natives) {
        assertThat(expected.difference(Trial.of(spec, execution, size)))
            .as("n = %d, %s", size, NativeExecutions.name(execution))
            .isEmpty();
      }
    }
  }

  @Tag("host")
  @ParameterizedTest
  @MethodSource("inFloat32")
  void javaKernelsAgreeWithTheEquationsInDoublePrecision(Setting setting) {
    for (int size : SIZES) {
      if (!tooLarge(setting, size)) {
        Reference.requireAgreement(setting.spec(size), Execution.on("java"), size);
      }
    }
  }
}
