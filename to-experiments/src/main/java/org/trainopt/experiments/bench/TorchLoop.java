package org.trainopt.experiments.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.trainopt.experiments.data.Dataset;
import org.trainopt.experiments.task.Batches;

/**
 * The {@code logistic} task's loop as a user of LibTorch writes it: rows by {@code index_select},
 * one matrix product (the bias is a column of ones), {@code cross_entropy}, autograd's {@code
 * backward}, and its own Adam. It draws the same rows as ours.
 */
final class TorchLoop implements AutoCloseable {
  private final Batches batches;
  private final int[] rows;
  private final PointerScope scope;

  // Memory that tensors lie on.
  private final FloatBuffer featureMemory;
  private final LongBuffer labelMemory;
  private final LongBuffer rowMemory;
  private final FloatBuffer weightMemory;

  private final Tensor features;
  private final Tensor labels;
  private final Tensor weights;
  private final Adam adam;
  private int step;

  TorchLoop(Dataset data, Batches batches, double learningRate) {
    this.batches = batches;
    this.rows = new int[batches.largest()];
    int width = data.columns() + 1;
    featureMemory = floats((long) data.rows() * width);
    labelMemory = longs(data.rows());
    rowMemory = longs(rows.length);
    weightMemory = floats((long) width * data.classes());
    for (int i = 0; i < data.rows(); i++) {
      featureMemory.put(i * width, data.features(), i * data.columns(), data.columns());
      featureMemory.put(i * width + width - 1, 1f);
      labelMemory.put(i, data.labels()[i]);
    }
    // Closed here it only leaves the thread's stack of scopes; close() below frees what it holds.
    try (PointerScope held = new PointerScope().extend()) {
      scope = held;
      features = Torch.over(featureMemory).view(data.rows(), width);
      labels = over(labelMemory, data.rows());
      weights = Torch.over(weightMemory).view(width, data.classes());
      weights.set_requires_grad(true);
      adam = new Adam(new TensorVector(weights), new AdamOptions(learningRate));
    }
  }

  private static FloatBuffer floats(long count) {
    return bytes(count * Float.BYTES).asFloatBuffer();
  }

  private static LongBuffer longs(long count) {
    return bytes(count * Long.BYTES).asLongBuffer();
  }

  private static ByteBuffer bytes(long count) {
    return ByteBuffer.allocateDirect(Math.toIntExact(count)).order(ByteOrder.nativeOrder());
  }

  private static Tensor over(LongBuffer buffer, int count) {
    return torch.from_blob(
        new LongPointer(buffer), new long[] {count}, new TensorOptions(torch.ScalarType.Long));
  }

  /** Makes {@code count} steps. */
  @SuppressWarnings("try") // the scope is there to be closed
  void advance(int count) {
    for (int end = step + count; step < end; step++) {
      int size = batches.next(step, rows);
      for (int i = 0; i < size; i++) {
        rowMemory.put(i, rows[i]);
      }
      try (PointerScope local = new PointerScope()) {
        Tensor index = over(rowMemory, size);
        Tensor x = features.index_select(0, index);
        Tensor y = labels.index_select(0, index);
        adam.zero_grad();
        torch.cross_entropy(x.matmul(weights), y).backward();
        adam.step();
      }
    }
  }

  /** A copy of the weights, row by row. */
  float[] weights() {
    float[] copy = new float[weightMemory.capacity()];
    weightMemory.get(0, copy);
    return copy;
  }

  @Override
  public void close() {
    scope.close();
  }
}
