"""Random small models of every family, as Hugging Face's transformers make, run and save them."""

import json
import random

import torch
from tiny_models import write_gpt2_tokenizer

from llm_edu.tokenization import BPETokenizer

CONTEXT, VOCABULARY = 48, 270


def random_settings(family, seed):
    """The settings of a model of this family, drawn from a seed: arguments of its configuration in transformers."""
    chance = random.Random(f"{family} {seed}")
    heads = chance.choice((1, 2, 3, 4, 6))
    if family == "gpt2":
        return dict(vocab_size=VOCABULARY, n_positions=CONTEXT, n_embd=heads * chance.choice((8, 11, 16)), n_head=heads,
                    n_layer=chance.randint(1, 3), n_inner=chance.choice((None, 24)), resid_pdrop=0.0, bos_token_id=0,
                    eos_token_id=0, layer_norm_epsilon=chance.choice((1e-5, 1e-4)),
                    tie_word_embeddings=chance.random() < 0.7)
    shared = chance.choice([count for count in range(1, heads + 1) if heads % count == 0])
    head_dim = 2 * chance.randint(4, 12)
    settings = dict(
        vocab_size=VOCABULARY, max_position_embeddings=CONTEXT, hidden_size=heads * head_dim, num_attention_heads=heads,
        num_key_value_heads=shared, head_dim=head_dim, num_hidden_layers=chance.randint(1, 3),
        intermediate_size=chance.randint(8, 60), rms_norm_eps=chance.choice((1e-5, 1e-6)),
        tie_word_embeddings=chance.random() < 0.5, bos_token_id=0, eos_token_id=0, pad_token_id=None,
        rope_parameters={"rope_type": "default", "rope_theta": chance.choice((1e4, 5e5, 1e6))})
    if family in ("mistral", "qwen3") and chance.random() < 0.6:    # they may choose it freely
        settings["hidden_size"] = chance.randint(17, 60)
    if family == "llama3":
        settings["rope_parameters"] |= {
            "rope_type": "llama3", "factor": chance.choice((8.0, 32.0)), "low_freq_factor": 1.0, "high_freq_factor": 4.0,
            "original_max_position_embeddings": chance.choice((16, 64, 1024))}
    if family == "llama" and chance.random() < 0.3:
        settings["rope_parameters"] |= {"rope_type": "linear", "factor": 2.0}
    if family == "mistral":
        settings["sliding_window"] = chance.choice((None, 1, 5, 16, 4096))
    if family in ("qwen2", "qwen3") and chance.random() < 0.5:
        settings |= {"use_sliding_window": True, "sliding_window": chance.choice((3, 12)),
                     "max_window_layers": chance.randint(0, settings["num_hidden_layers"])}
    return settings


FAMILIES = ("llama", "llama3", "mistral", "qwen2", "qwen3", "gpt2")


def random_model(family, seed, **changes):
    """A model of transformers, every parameter of it random and not small, so that none can be left out unnoticed."""
    import transformers

    kind = {"llama": "Llama", "llama3": "Llama", "mistral": "Mistral", "qwen2": "Qwen2", "qwen3": "Qwen3", "gpt2": "GPT2"}
    config = getattr(transformers, f"{kind[family]}Config")(**random_settings(family, seed) | changes)
    head = "LMHeadModel" if family == "gpt2" else "ForCausalLM"
    model = getattr(transformers, kind[family] + head)(config)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(0.8 * noise / parameter.shape[-1] ** 0.5 if parameter.dim() == 2 else 1 + 0.2 * noise)
    return model.eval()


def save(model, folder, seed=0, old_settings=False):
    """Save a model as transformers does, in one file or several, with a tokenizer beside it; return the folder.

    old_settings: write RoPE's settings as files did before 2025, and leave out what the others come to
    """
    model.save_pretrained(folder, max_shard_size=random.Random(seed).choice(("4KB", "20KB", "5GB")))
    if model.config.model_type == "gpt2":
        write_gpt2_tokenizer(folder)
    else:
        BPETokenizer.train("hello yellow", 259).save(folder / "tokenizer.json")
    if old_settings:
        settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        rope = settings.pop("rope_parameters", {})
        settings["rope_theta"] = rope.pop("rope_theta", 10_000.0)
        settings["rope_scaling"] = rope if rope.get("rope_type", "default") != "default" else None
        settings.pop("layer_types", None)
        if settings.get("hidden_size") == settings.get("head_dim", 0) * settings.get("num_attention_heads", 0):
            settings.pop("head_dim", None)
        (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder
