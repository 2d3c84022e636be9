package org.trainopt.experiments.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.hub.ElementType;

final class LlamaConfigTest {
  private static LlamaConfig read(String json) {
    try {
      return new ConfigReader("config.json", new ObjectMapper().readTree(json.replace('\'', '"')))
          .read();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  @Test
  void whatIsAbsentIsAsInTransformers() {
    LlamaConfig expected =
        new LlamaConfig(
            32_000,
            4096,
            11_008,
            32,
            32,
            32,
            128,
            2048,
            1e-6,
            new Rope(10_000, new Rope.None()),
            false,
            false,
            false,
            1,
            List.of(2),
            ElementType.F32);
    assertThat(read("{'model_type': 'llama'}")).isEqualTo(expected);
    assertThat(read("{'architectures': ['LlamaForCausalLM']}")).isEqualTo(expected);
    assertThat(Weights.count(Weights.shapes(expected))).isEqualTo(6_738_415_616L); // Llama-7B
  }

  @Test
  void ropeInAllItsForms() {
    Rope.Llama3 llama3 = new Rope.Llama3(8, 1, 4, 8192);
    String parameters =
        "'factor': 8, 'low_freq_factor': 1, 'high_freq_factor': 4,"
            + " 'original_max_position_embeddings': 8192";
    assertThat(rope("'rope_theta': 5e5")).isEqualTo(new Rope(5e5, new Rope.None()));
    assertThat(rope("'rope_theta': 5e5, 'rope_scaling': null"))
        .isEqualTo(new Rope(5e5, new Rope.None()));
    assertThat(
            rope("'rope_theta': 5e5, 'rope_scaling': {'rope_type': 'llama3', " + parameters + "}"))
        .isEqualTo(new Rope(5e5, llama3));
    assertThat(
            rope(
                "'rope_parameters': {'rope_theta': 5e5, 'rope_type': 'llama3'," + parameters + "}"))
        .isEqualTo(new Rope(5e5, llama3));
    assertThat(rope("'rope_scaling': {'type': 'linear', 'factor': 2}"))
        .isEqualTo(new Rope(10_000, new Rope.Linear(2)));
    assertThat(rope("'rope_parameters': {'rope_type': 'default'}, 'rope_theta': 7"))
        .isEqualTo(new Rope(7, new Rope.None()));
  }

  private static Rope rope(String keys) {
    return read("{'model_type': 'llama', " + keys + "}").rope();
  }

  /** Figures of Llama 3.1 by the formula, in double. */
  @Test
  void llama3KeepsHighFrequenciesAndStretchesLowOnes() {
    float[] plain = new Rope(5e5, new Rope.None()).frequencies(128);
    float[] scaled = new Rope(5e5, new Rope.Llama3(8, 1, 4, 8192)).frequencies(128);
    assertThat(scaled[0]).isEqualTo(1f);
    assertThat(scaled[63]).isCloseTo(plain[63] / 8, within(1e-12f));
    int between = 0;
    for (int i = 0; i < 64; i++) {
      double turns = 8192 * plain[i] / (2 * Math.PI);
      double keep = Math.min(1, Math.max(0, (turns - 1) / 3));
      between += keep > 0 && keep < 1 ? 1 : 0;
      assertThat((double) scaled[i])
          .isCloseTo(plain[i] * (keep + (1 - keep) / 8), within(1e-6 * scaled[i]));
    }
    assertThat(between).isPositive();
  }

  @Test
  void endTokensAndTypes() {
    String llama = "{'model_type': 'llama', 'vocab_size': 9, ";
    assertThat(read(llama + "'eos_token_id': [7, 8]}").endTokens()).containsExactly(7, 8);
    assertThat(read(llama + "'bos_token_id': null}").beginToken()).isEqualTo(-1);
    assertThat(read(llama + "'torch_dtype': 'bfloat16'}").type()).isEqualTo(ElementType.BF16);
    assertThat(read(llama + "'dtype': 'float16'}").type()).isEqualTo(ElementType.F16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'model_type': 'mistral'}                     | model_type \"mistral\" is not supported",
        "{'hidden_size': 64}                           | model_type absent is not supported",
        "{'architectures': ['MistralForCausalLM']}     | architectures [\"MistralForCausalLM\"]",
        "{'architectures': ['LlamaForSequenceClassification']} | is [\"LlamaForCausalLM\"]",
        "{'model_type': 'llama', 'hidden_act': 'gelu'} | hidden_act \"gelu\" is not supported",
        "{'model_type': 'llama', 'attention_dropout': 0.1} | attention_dropout 0.1",
        "{'model_type': 'llama', 'quantization_config': {'bits': 4}} | quantization_config",
        "{'model_type': 'llama', 'rope_scaling': {'type': 'dynamic'}} | rope_type \"dynamic\" is not supported; supported are default, linear, llama3",
        "{'model_type': 'llama', 'rope_parameters': {'rope_type': 'yarn'}} | rope_parameters.rope_type \"yarn\"",
        "{'model_type': 'llama', 'rope_scaling': {'type': 'linear'}} | rope_scaling.factor must be a number > 0, but was absent",
        "{'model_type': 'llama', 'rope_theta': -1}     | rope_theta must be a number > 0",
        "{'model_type': 'llama', 'hidden_size': 0}     | hidden_size must be a whole number >= 1, but was 0",
        "{'model_type': 'llama', 'num_key_value_heads': 5} | num_key_value_heads must be a divisor",
        "{'model_type': 'llama', 'num_attention_heads': 3} | num_attention_heads must be a divisor",
        "{'model_type': 'llama', 'head_dim': 7}        | head_dim must be even",
        "{'model_type': 'llama', 'bos_token_id': 32000} | bos_token_id must be a token id below",
        "{'model_type': 'llama', 'eos_token_id': null} | eos_token_id must be the id",
        "{'model_type': 'llama', 'torch_dtype': 'int8'} | torch_dtype \"int8\" is not supported",
        "{'model_type': 'llama', 'tie_word_embeddings': 1} | tie_word_embeddings must be true or false",
        "[]                                            | must be a JSON object"
      })
  void whatIsNotSupportedIsNamed(String json, String words) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> read(json))
        .withMessageStartingWith("config.json: ")
        .withMessageContaining(words);
  }
}
