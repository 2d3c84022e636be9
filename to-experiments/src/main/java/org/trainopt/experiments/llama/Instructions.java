package org.trainopt.experiments.llama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.InputException;

/**
 * Records in tokens, in a training and a validation part. Which are held out depends on the data
 * and their number only, so that all runs are judged by the same.
 *
 * @param data where they are from
 * @param training in the data's order
 * @param validation held out, in the data's order
 * @param held the held-out records themselves
 * @param cut how many texts were cut at the longest length
 * @param skipped how many records were left out: their prompts alone are too long
 */
record Instructions(
    AlpacaData data,
    List<Example> training,
    List<Example> validation,
    List<AlpacaRecord> held,
    int cut,
    int skipped) {
  private static final long SPLIT_SEED = 20_250_802;

  Instructions {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    held = List.copyOf(held);
  }

  static Instructions of(
      AlpacaData data, LlamaSettings settings, LlamaTokenizer tokenizer, LlamaConfig config) {
    List<AlpacaRecord> records = data.records();
    if (settings.records() > records.size()) {
      throw new InputException(
          data.name()
              + ": has "
              + records.size()
              + " records, but "
              + settings.records()
              + " were asked for");
    }
    if (settings.records() > 0) {
      records = records.subList(0, settings.records());
    }
    List<AlpacaRecord> usable = new ArrayList<>();
    List<Example> examples = new ArrayList<>();
    int cut = 0;
    for (AlpacaRecord record : records) {
      Example whole = record.encode(tokenizer, config.endTokens().get(0));
      Example example = cut(whole, settings.maxTokens());
      if (example != null) {
        usable.add(record);
        examples.add(example);
        cut += example.tokens().length < whole.tokens().length ? 1 : 0;
      }
    }
    if (examples.size() <= settings.validation()) {
      throw new InputException(
          data.name()
              + ": "
              + settings.validation()
              + " records are to be held out, but only "
              + examples.size()
              + " can be used (of "
              + records.size()
              + "; the others' prompts have "
              + settings.maxTokens()
              + " tokens or more)");
    }
    boolean[] held = split(examples.size(), settings.validation());
    return new Instructions(
        data,
        chosen(examples, held, false),
        chosen(examples, held, true),
        chosen(usable, held, true),
        cut,
        records.size() - examples.size());
  }

  /** The text's first tokens, or null if no answer is left. */
  private static @Nullable Example cut(Example example, int maxTokens) {
    if (example.tokens().length <= maxTokens) {
      return example;
    }
    return example.given() >= maxTokens
        ? null
        : new Example(Arrays.copyOf(example.tokens(), maxTokens), example.given());
  }

  /** Marks so many, drawn without replacement. */
  private static boolean[] split(int size, int held) {
    SplittableRandom random = new SplittableRandom(SPLIT_SEED);
    boolean[] marked = new boolean[size];
    for (int left = held; left > 0; ) {
      int row = random.nextInt(size);
      if (!marked[row]) {
        marked[row] = true;
        left--;
      }
    }
    return marked;
  }

  private static <T> List<T> chosen(List<T> all, boolean[] marked, boolean which) {
    List<T> chosen = new ArrayList<>();
    for (int i = 0; i < marked.length; i++) {
      if (marked[i] == which) {
        chosen.add(all.get(i));
      }
    }
    return chosen;
  }

  /** The validation part in batches of texts of like length. */
  List<Batch> validationBatches(int size) {
    List<Example> sorted = new ArrayList<>(validation);
    sorted.sort(Comparator.comparingInt(Example::read));
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i += size) {
      batches.add(Batch.of(sorted.subList(i, Math.min(i + size, sorted.size()))));
    }
    return batches;
  }
}
