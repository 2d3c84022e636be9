package org.trainopt.experiments.llama;

/**
 * An instruction with its answer.
 *
 * @param instruction what is asked
 * @param input what it is asked about; may be empty
 * @param output the answer
 */
public record AlpacaRecord(String instruction, String input, String output) {
  /** Stanford Alpaca's prompt, up to where the answer begins. */
  public String prompt() {
    return input.isEmpty()
        ? "Below is an instruction that describes a task. Write a response that appropriately"
            + " completes the request.\n\n### Instruction:\n"
            + instruction
            + "\n\n### Response:\n"
        : "Below is an instruction that describes a task, paired with an input that provides"
            + " further context. Write a response that appropriately completes the request.\n\n"
            + "### Instruction:\n"
            + instruction
            + "\n\n### Input:\n"
            + input
            + "\n\n### Response:\n";
  }

  /**
   * The record in tokens: prompt, answer, the token that ends a text. Prompt and answer are encoded
   * apart, so that no token lies on both sides.
   */
  Example encode(LlamaTokenizer tokenizer, int endToken) {
    int[] prompt = tokenizer.encode(prompt(), true);
    int[] response = tokenizer.encode(output, false);
    int[] tokens = new int[prompt.length + response.length + 1];
    System.arraycopy(prompt, 0, tokens, 0, prompt.length);
    System.arraycopy(response, 0, tokens, prompt.length, response.length);
    tokens[tokens.length - 1] = endToken;
    return new Example(tokens, prompt.length);
  }
}
