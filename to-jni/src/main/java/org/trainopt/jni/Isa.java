package org.trainopt.jni;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** An instruction set the kernels are compiled for, weakest first. */
enum Isa {
  BASELINE(0, "baseline"),
  AVX2(1, "AVX2"),
  AVX512(2, "AVX-512"),
  AVX512BF16(3, "AVX-512 with bfloat16");

  private final int number;
  private final String label;

  Isa(int number, String label) {
    this.number = number;
    this.label = label;
  }

  /** Its number in C. */
  int number() {
    return number;
  }

  /** For people. */
  String label() {
    return label;
  }

  /** As {@code -Dtrainopt.isa} and {@code TRAINOPT_ISA} name it. */
  String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names, for messages. */
  static String options() {
    return Arrays.stream(values()).map(Isa::option).collect(Collectors.joining(", "));
  }
}
