package org.trainopt.check.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The formulas on numbers worked out by hand. */
class TrainableTest {
  private static final double[] W = {1, 2};
  private static final double[] G = {1, -1};

  @Test
  void full() {
    State x = new State(Map.of("A", new double[] {1, 0, 2, 1}, "b", new double[] {1, 1}));
    assertThat(Trainable.FULL.predicted(x, W, G, 0.1, 0.5)).containsExactly(2, 5);
    // κ = 0.1·5 + 0.5 = 1 gives g itself.
    assertThat(Trainable.FULL.trained(x, W, G, 0.1, 0.5)).containsExactly(1, -1);
    // κ = 0.25·5 + 0.5 = 1.75, r = (1, 6): all terms positive, plus |g|.
    assertThat(Trainable.FULL.magnitude(x, W, G, 0.25, 0.5))
        .containsExactly(2 + 1.75 * 3 + 1, 5 + 1.75 * 6 + 1);
    assertThat(Trainable.FULL.normSquares(x, 2)).isEqualTo(5);
  }

  @Test
  void diagonal() {
    State x = new State(Map.of("a", new double[] {1, 2}, "b", new double[] {1, -1}));
    assertThat(Trainable.DIAGONAL.predicted(x, W, G, 0.25, 0.5)).containsExactly(2, 3);
    // κ = (0.75, 1.5), r = (1, 4)
    assertThat(Trainable.DIAGONAL.trained(x, W, G, 0.25, 0.5)).containsExactly(1.25, -3);
    assertThat(Trainable.DIAGONAL.normSquares(x, 0.5)).isEqualTo(12);
  }

  @Test
  void rankOne() {
    State x =
        new State(
            Map.of("u", new double[] {1, -1}, "v", new double[] {2, 1}, "b", new double[] {0, 4}));
    // s = 4, p = (4, 0), r = (3, 1), uᵀr = 2, c = ¼·2·5 = 2.5, κ = ¼·4·1.5 + ½ = 2
    assertThat(Trainable.RANK_ONE.predicted(x, W, G, 0.25, 0.5)).containsExactly(4, 0);
    assertThat(Trainable.RANK_ONE.trained(x, W, G, 0.25, 0.5)).containsExactly(-4.5, 0.5);
    // u⁺ = u − r, v⁺ = v − ½ w, b⁺ = b − ½ r say the same.
    State trained =
        new State(
            Map.of(
                "u", new double[] {-2, -2},
                "v", new double[] {1.5, 0},
                "b", new double[] {-1.5, 3.5}));
    assertThat(Trainable.RANK_ONE.predicted(trained, W, G, 0, 0)).containsExactly(-4.5, 0.5);
    assertThat(Trainable.RANK_ONE.normSquares(x, 0.5)).isEqualTo(7 + 16);
  }
}
