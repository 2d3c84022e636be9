#!/usr/bin/env python3
"""Makes the small random Llamas of the golden tests, and what the reference implementation computes of them.

usage: llama_fixtures.py TOKENIZER.json FOLDER         makes the fixtures in FOLDER
       llama_fixtures.py --expected MODEL [MODEL …]    writes expected.json into model folders, for ./to llama check

Needs torch, transformers and, for the adapter, peft. Made with torch 2.13.0, transformers 5.18.0, peft 0.21.0, on a CPU.
"""
import json
import pathlib
import shutil
import sys

import torch
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

PROMPT = (
    "Below is an instruction that describes a task, paired with an input that provides further context. Write a response that"
    " appropriately completes the request.\n\n### Instruction:\n{instruction}\n\n### Input:\n{input}\n\n### Response:\n"
)
RECORD = {"instruction": "Give a synonym of the verb.", "input": "smolder", "output": "smoulder"}
TEXTS = ["dog: a domestic animal", "The quick brown fox\n jumps — over 13 lazy dogs!", "naïve café Ünïcödé", "", "   spaces  "]
LLAMA3 = {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64}
SIZES = dict(vocab_size=2048, max_position_embeddings=256, bos_token_id=1, initializer_range=0.15)

# The small thetas put frequencies between low and high, where Llama 3 interpolates.
# name: (configuration, extra keys of config.json in place of rope_parameters, type, bytes of a shard)
MODELS = {
    # Llama 3.x as it is saved now: tied head, grouped queries, heads wider than hidden/heads, bfloat16, shards.
    "llama3-tied-bf16-sharded": (
        dict(SIZES, hidden_size=16, intermediate_size=40, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
             head_dim=6, rms_norm_eps=1e-5, tie_word_embeddings=True, eos_token_id=[2, 5],
             rope_parameters=dict(LLAMA3, rope_type="llama3", rope_theta=500.0)),
        None, torch.bfloat16, "40KB"),
    # The older keys rope_theta and rope_scaling, a head of its own, every bias, one key head, float16.
    "old-llama3-biases-f16": (
        dict(SIZES, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=1,
             head_dim=8, tie_word_embeddings=False, attention_bias=True, mlp_bias=True, eos_token_id=2,
             rope_parameters=dict(LLAMA3, rope_type="llama3", rope_theta=100.0)),
        {"rope_theta": 100.0, "rope_scaling": dict(LLAMA3, rope_type="llama3"), "torch_dtype": "float16"}, torch.float16, "1GB"),
    # The oldest key "type", linear scaling, as many key heads as heads, float32.
    "linear-f32": (
        dict(SIZES, hidden_size=12, intermediate_size=20, num_hidden_layers=2, num_attention_heads=3, num_key_value_heads=3,
             tie_word_embeddings=True, eos_token_id=2,
             rope_parameters={"rope_type": "linear", "factor": 2.5, "rope_theta": 2000.0}),
        {"rope_theta": 2000.0, "rope_scaling": {"type": "linear", "factor": 2.5}, "torch_dtype": "float32"}, torch.float32, "1GB"),
}


def cross_entropy(model, ids, labels):
    return model(input_ids=ids, labels=labels).loss


def batch(vocabulary):
    generator = torch.Generator().manual_seed(1234)
    ids = torch.randint(3, vocabulary, (2, 17), generator=generator)
    labels = ids.clone()
    labels[:, :5] = -100
    return ids, labels


def expected(folder):
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    model.eval()
    encode = lambda text, special: tokenizer.encode(text, add_special_tokens=special).ids
    ids, labels = batch(model.config.vocab_size)
    result = {"texts": [{"text": t, "ids": encode(t, True), "ids_without_bos": encode(t, False)} for t in TEXTS]}

    out = model(input_ids=ids, labels=labels)
    out.loss.backward()
    result["cases"] = [{
        "what": "forward and backward on 2 sequences of 17 tokens, the first 5 labels of each masked with -100; loss = mean"
                " cross-entropy of the shifted, unmasked positions",
        "input_ids": ids.tolist(), "labels": labels.tolist(), "loss": out.loss.item(),
        "logits_last_position_first_8": out.logits[:, -1, :8].tolist(),
        "logits_sum_abs": out.logits.double().abs().sum().item(),
        "grad_norms": {name: p.grad.norm().item() for name, p in model.named_parameters()},
    }]

    end = model.config.eos_token_id
    ends = end if isinstance(end, list) else [end]
    prompt = encode(PROMPT.format(**RECORD), True)
    response = encode(RECORD["output"], False) + [ends[0]]
    whole = torch.tensor([prompt + response])
    with torch.no_grad():
        loss = cross_entropy(model, whole, torch.tensor([[-100] * len(prompt) + response])).item()
        greedy, text = [], list(prompt)
        while len(greedy) < 12 and (not greedy or greedy[-1] not in ends):
            greedy.append(int(model(input_ids=torch.tensor([text])).logits[0, -1].argmax()))
            text.append(greedy[-1])

    losses = []
    for _ in range(10):
        model.zero_grad()
        loss_before = cross_entropy(model, ids, labels)
        losses.append(loss_before.item())
        loss_before.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= 0.05 * p.grad
    result["cases"].append({
        "what": "10 steps of plain gradient descent, learning rate 0.05, same batch; loss before each step",
        "learning_rate": 0.05, "losses": losses})
    result["alpaca"] = {
        "prompt_template": PROMPT, "record": RECORD, "prompt_ids": prompt, "response_ids": response,
        "loss_on_response_only": loss, "greedy_12_tokens": greedy}
    (folder / "expected.json").write_text(json.dumps(result, indent=1) + "\n")


def make(folder, tokenizer, config, older, dtype, shard):
    torch.manual_seed(7)
    model = LlamaForCausalLM(LlamaConfig(**config))
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.dim() == 1:  # norms and biases: not all ones and zeros
                p.add_(0.1 * torch.randn_like(p))
    model.to(dtype).save_pretrained(folder, max_shard_size=shard)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if older is not None:
        path = folder / "config.json"
        saved = json.loads(path.read_text())
        for key in ("rope_parameters", "dtype"):
            saved.pop(key, None)
        path.write_text(json.dumps(dict(saved, **older), indent=2) + "\n")
    shutil.copy(tokenizer, folder / "tokenizer.json")
    expected(folder)


def make_adapter(base, folder):
    """A LoRA adapter as PEFT saves it, and the loss and gradients with it."""
    from peft import LoraConfig, get_peft_model
    torch.manual_seed(11)
    model = LlamaForCausalLM.from_pretrained(base, dtype=torch.float32, attn_implementation="eager")
    model = get_peft_model(model, LoraConfig(
        r=3, lora_alpha=5, lora_dropout=0.0, target_modules=["q_proj", "v_proj", "down_proj"], task_type="CAUSAL_LM"))
    with torch.no_grad():
        for name, p in model.named_parameters():
            if "lora_B" in name:
                p.normal_(0, 0.2)
    ids, labels = batch(model.config.vocab_size)
    out = model(input_ids=ids, labels=labels)
    out.loss.backward()
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = base.name
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    prefix = "base_model.model."
    norms = {n.removeprefix(prefix).replace(".default", ""): p.grad.norm().item()
             for n, p in model.named_parameters() if p.grad is not None}
    (folder / "expected_adapter.json").write_text(json.dumps({
        "input_ids": ids.tolist(), "labels": labels.tolist(), "loss": out.loss.item(), "grad_norms": norms}, indent=1) + "\n")


def main():
    torch.set_num_threads(1)
    if sys.argv[1:2] == ["--expected"]:
        for folder in sys.argv[2:]:
            expected(pathlib.Path(folder))
        return
    tokenizer, target = sys.argv[1], pathlib.Path(sys.argv[2])
    for name, settings in MODELS.items():
        make(target / name, tokenizer, *settings)
    make_adapter(target / "llama3-tied-bf16-sharded", target / "adapter-by-peft")
    for name in MODELS:  # one tokenizer is enough: the tests add it
        (target / name / "tokenizer.json").unlink()


if __name__ == "__main__":
    main()
