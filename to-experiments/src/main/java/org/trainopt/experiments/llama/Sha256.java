package org.trainopt.experiments.llama;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 of several parts. */
final class Sha256 {
  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String of(byte[] content) {
    Sha256 hash = new Sha256();
    hash.digest.update(content);
    return hash.hex();
  }

  /** Adds a part with its length, so that parts cannot run into each other. */
  void add(byte[] part) {
    add(ByteBuffer.wrap(part));
  }

  /** Adds the bytes between the buffer's position and limit, likewise. */
  void add(ByteBuffer part) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(part.remaining()).flip());
    digest.update(part.duplicate());
  }

  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
