package org.trainopt.check.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.trainopt.check.claim.Outcome;

/** Kernels with a fault are not accepted. */
class KernelMutationTest {
  private static final Map<Mutation, KernelRun> RUNS = new EnumMap<>(Mutation.class);

  @BeforeAll
  static void run() {
    for (Mutation mutation : Mutation.values()) {
      RUNS.put(mutation, KernelRun.on(new MutantKernels(mutation)));
    }
  }

  private static KernelRun right() {
    return RUNS.get(Mutation.NONE);
  }

  @Test
  void withoutAMutationAllIsAccepted() {
    assertThat(right().outcomes()).hasSizeGreaterThan(30).containsOnly(Outcome.ACCEPT);
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void theIdentitiesCatchEveryMutationOfEveryEstimator(Mutation mutation) {
    List<String> caught =
        right().caught(KernelRun.IDENTITIES, RUNS.get(mutation)).stream()
            .map(i -> right().check(i).variant())
            .toList();
    assertThat(caught).anyMatch(variant -> variant.startsWith("Full-TO"));
    assertThat(caught).anyMatch(variant -> variant.startsWith("Diagonal-TO"));
    assertThat(caught).anyMatch(variant -> variant.startsWith("Rank-One-TO"));
  }

  // What is false here is why C5 is a claim of its own: with the step sizes swapped or the weights
  // of the step before, an estimator passes the rates.
  @ParameterizedTest
  @CsvSource({"SIGN_OF_R, true", "DROP_W, true", "SWAP_STEPS, false", "STALE_W, false"})
  void theRatesCatchWhatBreaksConvergence(Mutation mutation, boolean caught) {
    KernelRun mutated = RUNS.get(mutation);
    for (String claim : KernelRun.RATES) {
      assertThat(right().caught(claim, mutated)).hasSize(caught ? right().of(claim).size() : 0);
    }
  }

  @AfterAll
  static void table() {
    List<Row> rows = new ArrayList<>();
    RUNS.forEach(
        (mutation, run) -> {
          if (mutation != Mutation.NONE) {
            for (String claim : List.of("C1", "C2", KernelRun.IDENTITIES)) {
              rows.add(right().row(mutation, claim, run));
            }
          }
        });
    MutationTable.KERNELS.write(rows);
  }
}
