package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** The longer texts of a {@link Family}. */
final class FamilyTexts {
  private FamilyTexts() {}

  static List<String> protocol(Family family) {
    List<String> items = new ArrayList<>();
    items.add(
        switch (family) {
          case LOGISTIC ->
              "The tasks are multinomial logistic regression with L2 term λ/2 ‖w‖² on standardised"
                  + " features, all weights and biases in one vector, from w = 0. With λ > 0 they"
                  + " are strongly convex.";
          case RESNET ->
              "A residual network is trained from random weights with cross-entropy; methods are"
                  + " tuned and compared by the loss over the training rows (batch normalisation in"
                  + " evaluation mode), and rows that no method trains on give validation loss and"
                  + " accuracy. Initial weights depend on the run’s seed, never on the method.";
          case LLAMA ->
              "A pre-trained Llama is fine-tuned on instructions; the loss is that of the answers’"
                  + " tokens. Methods are tuned and compared by the loss on records that none of"
                  + " them trains on. Tuning has seen these validation records, for all methods"
                  + " alike: the winner of few trials is a little better on them than it would be"
                  + " on fresh ones.";
        });
    items.add(
        "Every method was tuned with the same number of trials on the same points of the axes it"
            + " shares with others, chose among the same learning-rate schedules, and then ran on"
            + " seeds that no trial had seen.");
    items.add(
        family.isNetwork()
            ? "Seeds are paired: batches and initial weights depend on the master seed and the"
                + " repetition, never on the method."
            : "Seeds are paired: batches depend on the master seed and the repetition, never on the"
                + " method.");
    items.add(
        "A diverged run counts as a loss of ∞ and a time of ∞ in every mean, median and test.");
    if (family.isNetwork()) {
      items.add(
          "There are few reported seeds, so intervals are wide: “no difference shown” then says as"
              + " much about the number of runs as about the methods.");
      items.add(
          "Curves against time place step t at t times the method’s iteration: one time of a"
              + " gradient for all methods, the median, and each one’s own optimizer, as the table of"
              + " costs has them, measured with the methods taking turns while no run was made."
              + " Evaluations are left out.");
      items.add(
          "Rank-One-TO is over all tensors at once, as over one vector of weights. Auto-TO is"
              + " Full-TO on tensors of up to 1,024 elements and Diagonal-TO on larger ones, each"
              + " tensor by itself. Full-TO of a whole network would need d² numbers.");
      items.add(
          "No method has weight decay, so that Adam is AdamW with decay 0, as in the published"
              + " recipe of Stanford’s Alpaca. Decoupled decay acts through the learning rate, which"
              + " differs between these methods by orders of magnitude: the same decay would not be"
              + " the same for all.");
    }
    items.add(
        "Intervals of medians are 95 % percentile bootstrap intervals over whole runs (2000"
            + " resamples). For so few runs they are somewhat too narrow; no verdict rests on"
            + " them.");
    items.add("Curves are means over the seeds; bands reach from the lowest to the highest run.");
    items.add(
        "“Better”, “worse”, “faster” and “slower” are said only if the ratio’s interval lies on one"
            + " side of 1: a paired t interval of log ratios, corrected over the tasks (Holm, 5 %)"
            + " for each method. Where a run has no finite value the exact sign test stands in, and"
            + " never claims anything in favour of the side that diverged.");
    return items;
  }

  static List<String> differences(Family family) {
    List<String> items = new ArrayList<>();
    items.add(
        "The paper is Wang & Klabjan, “A Trainable Optimizer”, arXiv 2508.01764. Its full text was"
            + " not available to us, only what is said about it in summary.");
    items.addAll(
        switch (family) {
          case LOGISTIC ->
              List.of(
                  "The paper compares SGD, Momentum, Adagrad, RMSProp and ADAM with TO on logistic"
                      + " regression on four data sets: Figures 1 and 4 show min–max standardised"
                      + " training loss with λ = 0, Figure 5 its standard deviation over seeds, and"
                      + " tables give losses with λ > 0.",
                  "Data sets, batch sizes, λ, step counts, schedules, initial values and tuning are"
                      + " our own choices; none of them is to be read as the paper’s.");
          case RESNET ->
              List.of(
                  "The paper’s Figure 2 compares SGD, Momentum, Adagrad, RMSProp and ADAM with TO on"
                      + " non-convex tasks, the training of a ResNet among them.",
                  "The network’s depth and width, the data, their number, augmentation, batch size,"
                      + " number of steps, schedules and tuning are our own choices; none of them is"
                      + " to be read as the paper’s. The preset quick takes a small network on few"
                      + " rows so that it ends in minutes on two cores; ranks on it need not hold for"
                      + " a large network.");
          case LLAMA ->
              List.of(
                  "The paper’s Figure 3 shows the validation loss of Llama-7B fine-tuned on Alpaca.",
                  "The preset quick fine-tunes a far smaller pre-trained model on other instructions"
                      + " (the heading names both) for few steps, so that it ends in minutes on two"
                      + " cores; a 7B model behaves differently. Its folder and the Alpaca file can be"
                      + " given instead.",
                  "What of the model is trained, the template of instructions, the split, batch size,"
                      + " number of steps, schedules and tuning are our own choices; none of them is"
                      + " to be read as the paper’s.");
        });
    items.add(
        "The order within a step (train the estimate first, then use it) and the normalised"
            + " estimator step (ρ in place of α) are ours too."
            + (family.isNetwork()
                ? ""
                : " In standardised curves 0 is the lowest mean loss of all methods on a task and 1 is"
                    + " the initial loss."));
    items.add(
        family.isNetwork()
            ? "Auto-TO, TO with Adam’s scaling and the curves against time are our additions."
            : "TO with Adam’s scaling and the excess loss F − F* are our additions.");
    return items;
  }
}
