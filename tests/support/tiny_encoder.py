"""A tiny BERT in a folder, in Hugging Face's layout, with random weights."""

import json

import torch
from safetensors.torch import save_file

from llm_edu.retrieval import EncoderConfig, SentenceEncoder, WordPiece
from llm_edu.retrieval.loading import places

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "low", "slow", "##er", "er"]
SETTINGS = {"model_type": "bert", "hidden_act": "gelu", "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
            "intermediate_size": 12, "max_position_embeddings": 16, "vocab_size": 8, "type_vocab_size": 2,
            "layer_norm_eps": 1e-12, "pad_token_id": 0}


def write_encoder(folder):
    """Write config.json, model.safetensors and vocab.txt; return the folder."""
    folder.mkdir(exist_ok=True)
    torch.manual_seed(4)
    config = EncoderConfig(vocab_size=8, positions=16, longest=16, layers=2, width=8, heads=2, feed_forward_width=12)
    encoder = SentenceEncoder(WordPiece(VOCABULARY), config)
    tensors = {name: place.detach().clone().contiguous() for name, place in places(encoder).items()}
    tensors["embeddings.position_ids"] = torch.arange(16)[None]    # older files have it
    save_file(tensors, folder / "model.safetensors")
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8", newline="\n")
    (folder / "config.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    return folder
