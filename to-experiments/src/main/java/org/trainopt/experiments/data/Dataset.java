package org.trainopt.experiments.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * A classification data set in memory. Immutable by convention: the arrays are shared, not copied.
 *
 * @param name where it came from
 * @param features rows × columns, row by row
 * @param labels class index of each row
 * @param classNames the classes, in sorted order of their text
 * @param sha256 hash of the data as parsed (hexadecimal): shape, features, labels, class names;
 *     standardising keeps it
 */
public record Dataset(
    String name, float[] features, int[] labels, List<String> classNames, String sha256) {

  /**
   * Makes a data set of rows with labels as text; classes are the labels that occur, sorted by
   * text.
   */
  static Dataset of(String name, float[] features, List<String> labelTexts) {
    List<String> classNames = List.copyOf(new TreeSet<>(labelTexts));
    int[] labels = new int[labelTexts.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Collections.binarySearch(classNames, labelTexts.get(i));
    }
    return new Dataset(name, features, labels, classNames, hash(features, labels, classNames));
  }

  public int rows() {
    return labels.length;
  }

  public int columns() {
    return features.length / labels.length;
  }

  public int classes() {
    return classNames.size();
  }

  /**
   * Each column minus its mean and divided by its population standard deviation, in double
   * precision; constant columns become 0.
   */
  public Dataset standardized() {
    int rows = rows();
    int columns = columns();
    double[] mean = new double[columns];
    for (int i = 0; i < features.length; i++) {
      mean[i % columns] += features[i];
    }
    for (int j = 0; j < columns; j++) {
      mean[j] /= rows;
    }
    double[] deviation = new double[columns];
    boolean[] varies = new boolean[columns];
    for (int i = 0; i < features.length; i++) {
      int j = i % columns;
      double centred = features[i] - mean[j];
      deviation[j] += centred * centred;
      varies[j] |= features[i] != features[j];
    }
    for (int j = 0; j < columns; j++) {
      deviation[j] = Math.sqrt(deviation[j] / rows);
    }
    float[] scaled = new float[features.length];
    for (int i = 0; i < features.length; i++) {
      int j = i % columns;
      scaled[i] = varies[j] ? (float) ((features[i] - mean[j]) / deviation[j]) : 0f;
    }
    return new Dataset(name, scaled, labels, classNames, sha256);
  }

  private static String hash(float[] features, int[] labels, List<String> classNames) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocate(4 * 1024);
      buffer.putInt(labels.length).putInt(features.length);
      for (float feature : features) {
        flushIfFull(buffer, digest).putFloat(feature);
      }
      for (int label : labels) {
        flushIfFull(buffer, digest).putInt(label);
      }
      digest.update(buffer.flip());
      digest.update(String.join("\n", classNames).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteBuffer flushIfFull(ByteBuffer buffer, MessageDigest digest) {
    if (buffer.remaining() < Float.BYTES) {
      digest.update(buffer.flip());
      buffer.clear();
    }
    return buffer;
  }
}
