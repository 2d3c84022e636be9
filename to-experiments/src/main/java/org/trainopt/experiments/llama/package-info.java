/**
 * The {@code llama} task: Llama models of Hugging Face folders on LibTorch, fine-tuned on
 * instructions in Alpaca's format, wholly or through LoRA.
 */
package org.trainopt.experiments.llama;
