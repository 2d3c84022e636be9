package org.trainopt.experiments.llama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.trainopt.experiments.llama.Expected.Alpaca;
import org.trainopt.experiments.llama.Expected.Pass;

/**
 * Compares a model with what the reference implementation computed of it: token ids, loss, logits,
 * gradients, steps of gradient descent, an answer's loss and its continuation.
 */
public final class LlamaCheck {
  private final Llama llama;
  private final Expected expected;
  private final List<Figure> figures = new ArrayList<>();
  private final List<Ids> ids = new ArrayList<>();

  /**
   * Token ids beside those that are expected.
   *
   * @param name what they are of
   * @param actual ours
   * @param expected the reference's
   */
  public record Ids(String name, List<Integer> actual, List<Integer> expected) {
    public Ids {
      actual = List.copyOf(actual);
      expected = List.copyOf(expected);
    }

    public boolean agrees() {
      return actual.equals(expected);
    }
  }

  private LlamaCheck(Llama llama, Expected expected) {
    this.llama = llama;
    this.expected = expected;
  }

  /**
   * Compares a model folder, or the embedded model, with the {@code expected.json} in it.
   *
   * @param device {@code cpu} or {@code cuda:N}
   * @throws org.trainopt.experiments.InputException if one of these is missing or not valid
   */
  public static LlamaCheck run(String model, String device) {
    Expected expected = Expected.read(model);
    try (Llama llama = Llama.open(model, null, device)) {
      LlamaCheck check = new LlamaCheck(llama, expected);
      check.compare();
      return check;
    }
  }

  /** All figures, in the order of {@code expected.json}. */
  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  /** All token ids. */
  public List<Ids> ids() {
    return List.copyOf(ids);
  }

  /** Whether every figure and every id agrees. */
  public boolean passed() {
    return figures.stream().allMatch(Figure::agrees) && ids.stream().allMatch(Ids::agrees);
  }

  private void compare() {
    compareTexts();
    llama.weights().values().forEach(weight -> weight.set_requires_grad(true));
    comparePass(expected.pass());
    compareAlpaca(expected.alpaca());
    compareSteps(expected.pass(), expected.steps()); // last: they change the weights
  }

  private void compareTexts() {
    for (Expected.Text text : expected.texts()) {
      String name = "ids of \"" + text.text().replace("\n", "\\n") + "\"";
      LlamaTokenizer tokenizer = llama.tokenizer();
      same(name, tokenizer.encode(text.text(), true), text.ids());
      same(name + " without BOS", tokenizer.encode(text.text(), false), text.idsWithoutBos());
    }
  }

  @SuppressWarnings("try") // scope and guard are there to be closed
  private void comparePass(Pass pass) {
    Batch batch = Batch.of(pass.examples());
    try (PointerScope local = new PointerScope()) {
      Tensor loss = mean(batch);
      figure("loss", loss.item_double(), pass.loss());
      loss.backward();
      llama
          .weights()
          .forEach(
              (name, weight) -> {
                double norm = weight.grad().to(torch.ScalarType.Double).norm().item_double();
                figure("gradient norm " + name, norm, pass.gradientNorm(name));
              });
      dropGradients();
    }
    try (PointerScope local = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      // Every row predicts: the last one a token that does not matter here.
      List<Example> whole =
          pass.examples().stream()
              .map(e -> new Example(Arrays.copyOf(e.tokens(), e.tokens().length + 1), 1))
              .toList();
      Tensor logits = llama.model().logits(Batch.apart(whole));
      int row = -1;
      for (int i = 0; i < whole.size(); i++) {
        row += whole.get(i).read();
        double[] first = pass.lastLogits().get(i);
        for (int k = 0; k < first.length; k++) {
          double logit = logits.select(0, row).select(0, k).item_double();
          figure("text " + i + " last logit " + k, logit, first[k]);
        }
      }
      Tensor sum = logits.abs().sum(new ScalarTypeOptional(torch.ScalarType.Double));
      figure("sum of |logits|", sum.item_double(), pass.logitsSum());
    }
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private void compareAlpaca(Alpaca alpaca) {
    Example example = alpaca.record().encode(llama.tokenizer(), llama.config().endTokens().get(0));
    int[] prompt = Arrays.copyOf(example.tokens(), example.given());
    same("ids of the prompt", prompt, alpaca.promptIds());
    same(
        "ids of the response",
        Arrays.copyOfRange(example.tokens(), example.given(), example.tokens().length),
        alpaca.responseIds());
    try (PointerScope local = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      figure("loss of the response", mean(Batch.of(List.of(example))).item_double(), alpaca.loss());
    }
    int[] continued =
        Greedy.continuation(llama.model(), llama.config(), prompt, Alpaca.CONTINUATION);
    same("ids of the greedy continuation", continued, alpaca.continuation());
  }

  @SuppressWarnings("try") // scope and guard are there to be closed
  private void compareSteps(Pass pass, Expected.Steps steps) {
    Batch batch = Batch.of(pass.examples());
    for (int step = 0; step < steps.losses().size(); step++) {
      try (PointerScope local = new PointerScope()) {
        Tensor loss = mean(batch);
        figure("loss before step " + step, loss.item_double(), steps.losses().get(step));
        loss.backward();
        try (NoGradGuard guard = new NoGradGuard()) {
          for (Tensor weight : llama.weights().values()) {
            weight.add_(weight.grad(), new Scalar(-steps.learningRate()));
          }
        }
        dropGradients();
      }
    }
  }

  private void dropGradients() {
    llama.weights().values().forEach(weight -> weight.mutable_grad().reset());
  }

  private Tensor mean(Batch batch) {
    return llama.model().loss(batch).div(new Scalar((double) batch.targets.length));
  }

  private void figure(String name, double actual, double expectedValue) {
    figures.add(new Figure(name, actual, expectedValue));
  }

  private void same(String name, int[] actual, List<Integer> expectedIds) {
    ids.add(new Ids(name, Arrays.stream(actual).boxed().toList(), expectedIds));
  }
}
