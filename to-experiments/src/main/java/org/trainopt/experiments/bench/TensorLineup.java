package org.trainopt.experiments.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.StatePrecision;
import org.trainopt.experiments.network.LibTorch;
import org.trainopt.kernel.KernelProvider;

/** Element-wise optimizers on tensors of one size: ours, LibTorch's, and the streaming limit. */
final class TensorLineup implements Lineup {
  static final String FUSED_ADAMW = "LibTorch fused AdamW";
  static final String TORCH_ADAM = "LibTorch Adam";
  static final String TORCH_SGD = "LibTorch SGD";

  /** Where all arrays surely fit into a core's caches, heap arrays are timed beside off-heap. */
  private static final int HEAP_SIZE = 10_000;

  /** On many tensors the others cost what these cost. */
  private static final Set<Method> OF_MANY =
      EnumSet.of(Method.SGD, Method.DIAGONAL, Method.RANK_ONE, Method.ADAMW);

  private final int count;
  private final int size;
  private final int threads;
  private final Map<String, Ours> ours = new LinkedHashMap<>();
  private @Nullable Tensors tensors;

  TensorLineup(int count, int size, int threads) {
    this.count = count;
    this.size = size;
    this.threads = threads;
    for (KernelProvider provider : Lineup.kernels()) {
      add(provider.name());
    }
  }

  private void add(String kernels) {
    for (Method method : count == 1 ? EnumSet.allOf(Method.class) : OF_MANY) {
      for (boolean guarded : new boolean[] {true, false}) {
        add(new Ours(method, kernels, StatePrecision.FLOAT32, false, guarded));
        // The Java kernels are not limited by memory: less of it does not make them faster.
        if (method.hasState() && !kernels.equals("java")) {
          add(new Ours(method, kernels, StatePrecision.BFLOAT16, false, guarded));
        }
      }
      if (count == 1 && size == HEAP_SIZE) {
        add(new Ours(method, kernels, StatePrecision.FLOAT32, true, true));
      }
    }
  }

  private void add(Ours contender) {
    ours.put(contender.name(), contender);
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>(ours.keySet());
    if (LibTorch.failure() == null) {
      names.add(FUSED_ADAMW);
      names.add(TORCH_ADAM);
      names.add(TORCH_SGD);
    }
    if ((long) count * size >= Streaming.LEAST_SIZE) {
      names.addAll(Streaming.Kind.labels());
    }
    return names;
  }

  @Override
  public boolean isOurs(String name) {
    return ours.containsKey(name);
  }

  @Override
  public double bytes(String name) {
    Ours contender = ours.get(name);
    Streaming.Kind kind = Streaming.Kind.named(name);
    int perWeight =
        contender != null
            ? contender.bytes()
            : kind != null
                ? kind.bytes
                : name.equals(FUSED_ADAMW) ? Method.ADAMW.bytes(false, false) : 0;
    return (double) perWeight * count * size;
  }

  @Override
  public Contender open(String name) {
    Streaming.Kind kind = Streaming.Kind.named(name);
    if (kind != null) {
      return new Streaming(kind, count * size, threads);
    }
    Tensors shared = tensors();
    Ours contender = ours.get(name);
    if (contender != null) {
      return contender.open(shared, threads);
    }
    LibTorch.useThreads(threads);
    double rate = Tensors.LEARNING_RATE;
    return switch (name) {
      case FUSED_ADAMW ->
          new FusedAdamW(Torch.over(shared.weights), Torch.over(shared.gradients), rate, 0.01);
      case TORCH_ADAM ->
          TorchOptimizer.adam(Torch.over(shared.weights), Torch.over(shared.gradients), rate);
      case TORCH_SGD ->
          TorchOptimizer.sgd(Torch.over(shared.weights), Torch.over(shared.gradients), rate);
      default -> throw new IllegalArgumentException("no contender \"" + name + "\"");
    };
  }

  private Tensors tensors() {
    Tensors made = tensors;
    if (made == null) {
      made = new Tensors(count, size);
      tensors = made;
    }
    return made;
  }

  @Override
  public boolean kept(String name) {
    return false;
  }

  @Override
  public long heapBytes() {
    return 4L * 14 * count * size; // Rank-One on Java kernels, beside what is not yet collected
  }
}
