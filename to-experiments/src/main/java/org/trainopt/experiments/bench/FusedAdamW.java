package org.trainopt.experiments.bench;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.global.torch;

/**
 * LibTorch's fused AdamW, the operator behind {@code torch.optim.AdamW(fused=True)}, in its
 * strongest form: the arguments are made once and copied in one call, and as in PyTorch a step is
 * two operators, one that counts the steps and the fused one. Nothing is allocated in a step.
 */
final class FusedAdamW extends Stepper {
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;
  static final double EPSILON = 1e-8;

  private final PointerScope scope;
  private final OperatorHandle count;
  private final OperatorHandle fused;
  private final IValueVector countArguments;
  private final IValueVector fusedArguments;
  private final IValueVector stack;

  FusedAdamW(Tensor[] weights, Tensor[] gradients, double learningRate, double weightDecay) {
    // Closed here it only leaves the thread's stack of scopes; close() below frees what it holds.
    try (PointerScope held = new PointerScope().extend()) {
      scope = held;
      count = Dispatcher.singleton().findSchemaOrThrow("aten::_foreach_add_", "Scalar");
      fused = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
      IValue steps = list(each(weights, w -> torch.zeros(1)));
      IValue no = new IValue(false);
      IValue none = new IValue();
      countArguments = new IValueVector(steps, new IValue(1.0));
      fusedArguments =
          new IValueVector(
              list(weights),
              list(gradients),
              list(each(weights, torch::zeros_like)), // m
              list(each(weights, torch::zeros_like)), // s
              list(), // the largest s: not amsgrad
              steps,
              new IValue(learningRate),
              new IValue(BETA1),
              new IValue(BETA2),
              new IValue(weightDecay),
              new IValue(EPSILON),
              no, // amsgrad
              no, // maximize
              none, // gradient scale
              none); // found infinity
      stack = new IValueVector();
    }
  }

  private static Tensor[] each(Tensor[] weights, UnaryOperator<Tensor> state) {
    return Arrays.stream(weights).map(state).toArray(Tensor[]::new);
  }

  private static IValue list(Tensor... tensors) {
    GenericList list = new GenericList(new TensorList().elementType());
    for (Tensor tensor : tensors) {
      list.push_back(new IValue(tensor));
    }
    return new IValue(list);
  }

  @Override
  void step() {
    stack.put(countArguments);
    count.callBoxed(stack); // takes its arguments off the stack
    stack.put(fusedArguments);
    fused.callBoxed(stack);
  }

  @Override
  public void close() {
    scope.close();
  }
}
