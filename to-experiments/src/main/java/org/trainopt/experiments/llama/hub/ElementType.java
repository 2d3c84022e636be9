package org.trainopt.experiments.llama.hub;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The element types of safetensors files. Those that weights may have know their LibTorch type. */
public enum ElementType {
  F32(4, torch.ScalarType.Float, "float32"),
  F16(2, torch.ScalarType.Half, "float16"),
  BF16(2, torch.ScalarType.BFloat16, "bfloat16"),
  F64(8, null, null),
  I64(8, null, null),
  U64(8, null, null),
  I32(4, null, null),
  U32(4, null, null),
  I16(2, null, null),
  U16(2, null, null),
  I8(1, null, null),
  U8(1, null, null),
  F8_E4M3(1, null, null),
  F8_E5M2(1, null, null),
  BOOL(1, null, null);

  private final int bytes;
  private final torch.@Nullable ScalarType scalarType;
  private final @Nullable String torchName;

  ElementType(int bytes, torch.@Nullable ScalarType scalarType, @Nullable String torchName) {
    this.bytes = bytes;
    this.scalarType = scalarType;
    this.torchName = torchName;
  }

  /** Bytes of an element. */
  public int bytes() {
    return bytes;
  }

  /** Whether weights may be stored so. */
  public boolean isWeight() {
    return scalarType != null;
  }

  /** LibTorch's type, for weights. */
  torch.ScalarType scalarType() {
    if (scalarType == null) {
      throw new IllegalStateException(this + " is not a type of weights");
    }
    return scalarType;
  }

  /** The name that {@code config.json} has for it, for weights: {@code bfloat16}. */
  public String torchName() {
    return torchName == null ? name().toLowerCase(Locale.ROOT) : torchName;
  }

  /** The type of weights that {@code config.json} calls so, or null. */
  public static @Nullable ElementType ofTorchName(String name) {
    for (ElementType type : values()) {
      if (name.equals(type.torchName)) {
        return type;
      }
    }
    return null;
  }

  /** The type that a header calls so, or null. */
  static @Nullable ElementType named(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }
}
