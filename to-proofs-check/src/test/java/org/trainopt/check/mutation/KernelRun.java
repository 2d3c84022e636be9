package org.trainopt.check.mutation;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.trainopt.check.Protocol;
import org.trainopt.check.Verdict;
import org.trainopt.check.Verification;
import org.trainopt.check.claim.Check;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.Claims;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Role;
import org.trainopt.check.exact.Storages;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.KernelProvider;

/**
 * What the checker says of some kernels at smoke size, about the trainable estimators: the rates C1
 * and C2 on R1, where α and β differ, and the identities C5.
 *
 * @param verdicts the answers, in the claims' order
 */
record KernelRun(List<Verdict> verdicts) {
  /** The rates. */
  static final Set<String> RATES = Set.of("C1", "C2");

  /** The identities. */
  static final String IDENTITIES = "C5";

  private static final String PROBLEM = "R1";

  static KernelRun on(KernelProvider kernels) {
    List<Claim> claims = Claims.all().stream().<Claim>map(Part::new).toList();
    Execution execution = new Execution(kernels, 1);
    Verification verification = new Verification(Protocol.SMOKE, execution, 2, (units, what) -> {});
    return new KernelRun(verification.run(claims).verdicts());
  }

  /** All outcomes. */
  List<Outcome> outcomes() {
    return verdicts.stream().map(Verdict::outcome).toList();
  }

  /** The checks of a claim, by index. */
  List<Integer> of(String claim) {
    return IntStream.range(0, verdicts.size())
        .filter(i -> check(i).claim().equals(claim))
        .boxed()
        .toList();
  }

  /** The checks of a claim, by index, that are accepted here and rejected there. */
  List<Integer> caught(String claim, KernelRun mutated) {
    return of(claim).stream()
        .filter(
            i ->
                verdicts.get(i).outcome() == Outcome.ACCEPT
                    && mutated.verdicts.get(i).outcome() == Outcome.REJECT)
        .toList();
  }

  Check check(int i) {
    return verdicts.get(i).check();
  }

  /** A line of the table; the example is the first check that caught it, or the first of all. */
  Row row(Mutation mutation, String claim, KernelRun mutated) {
    boolean rate = RATES.contains(claim);
    List<Integer> all = of(claim);
    List<Integer> caught = caught(claim, mutated);
    int example = (caught.isEmpty() ? all : caught).get(0);
    return new Row(
        mutation.text(),
        rate ? claim + " on " + PROBLEM : claim,
        caught.size(),
        all.size(),
        new Row.Example(
            check(example).variant() + ": " + check(example).evidence().statistic(),
            Row.Answer.of(verdicts.get(example)),
            Row.Answer.of(mutated.verdicts.get(example))));
  }

  /** What of a claim is asked here. */
  private record Part(Claim claim) implements Claim {
    @Override
    public String id() {
      return claim.id();
    }

    @Override
    public String statement() {
      return claim.statement();
    }

    @Override
    public String meaning() {
      return claim.meaning();
    }

    @Override
    public List<Check> checks(Protocol protocol) {
      boolean rate = RATES.contains(id());
      if (!rate && !id().equals(IDENTITIES)) {
        return List.of();
      }
      return claim.checks(protocol).stream()
          .filter(check -> check.role() == Role.CLAIM)
          .filter(check -> !rate || check.problem().equals(PROBLEM))
          .filter(check -> !check.variant().startsWith("b only")) // which has no A
          // The mutants hold A dense.
          .filter(check -> !check.evidence().statistic().startsWith(Storages.DELAYED.toString()))
          .toList();
    }
  }
}
