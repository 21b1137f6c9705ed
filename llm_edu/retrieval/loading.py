"""A sentence encoder from files: settings, tensors and vocabulary in a folder, each checked against the others."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from llm_edu import assets
from llm_edu.errors import CourseError
from llm_edu.pretrained.loading import folder_settings
from llm_edu.pretrained.safetensors_folder import SafetensorsFolder, is_copy
from llm_edu.pretrained.settings import Settings
from llm_edu.pretrained.weights import check_tensors, finite, wanted_shapes
from llm_edu.retrieval.encoder import EncoderConfig, SentenceEncoder
from llm_edu.retrieval.wordpiece import WordPiece, read_wordpiece
from llm_edu.shapes_only import shapes_only

MINILM = "all-MiniLM-L6-v2"
LONGEST = 256    # tokens that MiniLM reads (max_seq_length in its sentence_bert_config.json)


def load_minilm(fetch: bool = False) -> SentenceEncoder:
    """all-MiniLM-L6-v2, which reads English. Every call returns the same object.

    fetch: fetch the model first (84 MB) if it is not here; otherwise this raises CourseError.
    """
    for member in assets.find_asset("minilm").members:
        path = assets.path("minilm", member.name, fetch=fetch)    # each is checked
    return _load_once(path.parent)


@lru_cache(maxsize=1)
def _load_once(folder: Path) -> SentenceEncoder:
    return load_encoder(folder, MINILM)


def load_encoder(folder: str | Path, name: str | None = None) -> SentenceEncoder:
    """Load a BERT that encodes sentences by the average of its tokens, from a folder in Hugging Face's layout.

    The folder holds config.json, model.safetensors and vocab.txt, with letters in lower case.
    name: what the encoder is called; None: the folder's name
    Raises CourseError for files that are missing, damaged, of another architecture, or do not belong together.
    """
    folder = Path(folder)
    config = read_config(folder_settings(folder))
    tokenizer = read_wordpiece(folder / "vocab.txt")
    if len(tokenizer) > config.vocab_size:
        raise CourseError(f"{folder / 'vocab.txt'} has {len(tokenizer):,} tokens, and the model knows only "
                          f"{config.vocab_size:,}: they do not belong together, download them again")
    return read_weights(folder, tokenizer, config, name or folder.name)


def read_config(settings: Settings) -> EncoderConfig:
    """The configuration in a config.json of Hugging Face."""
    settings.expect("model_type", "bert")
    settings.expect("hidden_act", "gelu")
    settings.expect("position_embedding_type", "absolute")
    settings.expect("type_vocab_size", 2)
    positions = settings.whole("max_position_embeddings", least=2)
    return settings.sensible(
        EncoderConfig, vocab_size=settings.whole("vocab_size"), positions=positions, longest=min(LONGEST, positions),
        layers=settings.whole("num_hidden_layers"), width=settings.whole("hidden_size"),
        heads=settings.whole("num_attention_heads"), feed_forward_width=settings.whole("intermediate_size"),
        norm_epsilon=settings.number("layer_norm_eps"))


def read_weights(folder: Path, tokenizer: WordPiece, config: EncoderConfig, name: str) -> SentenceEncoder:
    """An encoder with the weights in a folder. Names and shapes are compared before any memory is taken."""
    with SafetensorsFolder(folder) as weights:
        shapes = {each: shape for each, shape in weights.shapes.items() if not is_copy(each) and "pooler." not in each}

        def empty(config: EncoderConfig) -> SentenceEncoder:
            with shapes_only():
                return SentenceEncoder(tokenizer, config, name)

        check_tensors(wanted_shapes(config, places, len(shapes), empty), shapes, folder)
        encoder = empty(config)
        encoder.to_empty(device="cpu")
        with torch.no_grad():
            for each, place in places(encoder).items():
                place.copy_(finite(weights.read(each), each, folder))
    return encoder.eval().requires_grad_(False)


def places(encoder: SentenceEncoder) -> dict[str, Tensor]:
    """Where each tensor of a file belongs: {its name there: our parameter, or a part of one}."""
    modules: dict[str, Any] = {"embeddings.LayerNorm": encoder.norm}
    found = {"embeddings.word_embeddings.weight": encoder.token_embedding.weight,
             "embeddings.position_embeddings.weight": encoder.position_embedding.weight,
             "embeddings.token_type_embeddings.weight": encoder.kind_embedding.weight}
    block: Any    # an `EncoderBlock`
    for layer, block in enumerate(encoder.blocks):
        attention, start = block.attention, f"encoder.layer.{layer}"
        for part in ("weight", "bias"):
            thirds = getattr(attention.queries_keys_values, part).chunk(3)
            found |= {f"{start}.attention.self.{kind}.{part}": third
                      for kind, third in zip(("query", "key", "value"), thirds)}
        modules |= {f"{start}.attention.output.dense": attention.output,
                    f"{start}.attention.output.LayerNorm": block.attention_norm,
                    f"{start}.intermediate.dense": block.up, f"{start}.output.dense": block.down,
                    f"{start}.output.LayerNorm": block.feed_forward_norm}
    return found | {f"{name}.{part}": getattr(module, part) for name, module in modules.items()
                    for part in ("weight", "bias")}
