package org.trainopt.experiments.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.experiments.run.Problem;
import org.trainopt.experiments.run.TrainingLoop;
import org.trainopt.experiments.run.Workspace;
import org.trainopt.experiments.task.Batches;
import org.trainopt.kernel.Execution;

/**
 * A network to train. Each workspace computes on one thread of LibTorch: results then do not depend
 * on the machine's cores or on what runs beside.
 */
public final class NetworkProblem implements Problem {
  private final NetworkTask task;

  /**
   * @param task model and data
   */
  public NetworkProblem(NetworkTask task) {
    LibTorch.require();
    this.task = task;
  }

  @Override
  public Workspace open(int largestBatch, long seed) {
    LibTorch.useOneThread();
    Network network = task.open(seed);
    return new Workspace() {
      @Override
      public TrainingLoop train(Batches batches, OptimizerSpec spec, Execution execution) {
        return new NetworkLoop(network, batches, spec, execution);
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }

  @Override
  public String title() {
    return task.title();
  }

  @Override
  public String about() {
    return task.about();
  }

  @Override
  public String sha256() {
    return task.sha256();
  }

  @Override
  public int rows() {
    return task.rows();
  }

  @Override
  public long dimension() {
    return task.dimension();
  }

  @Override
  public ObjectNode describe() {
    return task.describe();
  }

  @Override
  public void putLibraries(ObjectNode json) {
    json.put("libtorch", LibTorch.version());
  }

  @Override
  public String gradients() {
    return "LibTorch " + LibTorch.version() + ", one thread a run";
  }
}
