"""The sentence encoder against `transformers`, and what its files may hold."""

import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny_encoder import write_encoder

from llm_edu import assets
from llm_edu.errors import CourseError
from llm_edu.retrieval import EncoderConfig, load_encoder, load_minilm
from llm_edu.retrieval.encoder import batches_of_equal_length

TEXTS = ["A cat sits on the mat.", "", "Ein Satz, 北京, 🙂 été", "The Eiffel Tower is in Paris. " * 60, "A kitten rests on a rug."]


def by_transformers(folder, encoder, texts):
    """The vectors that `transformers` gives in one padded batch, pooled as Sentence-Transformers does."""
    from transformers import BertModel

    model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
    rows = [torch.tensor(encoder.tokenizer.encode(text, encoder.config.longest)) for text in texts]
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    seen = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
    with torch.inference_mode():
        found = model(input_ids=ids, attention_mask=seen).last_hidden_state
    return torch.nn.functional.normalize((found * seen[..., None]).sum(1) / seen.sum(1, keepdim=True), dim=-1).numpy()


@pytest.mark.asset("minilm")
def test_minilm_gives_the_vectors_of_transformers():
    encoder = load_minilm()
    assert encoder is load_minilm() and encoder.name == "all-MiniLM-L6-v2"
    assert encoder.config == EncoderConfig()
    vectors = encoder.encode(TEXTS)
    assert np.abs(vectors - by_transformers(assets.path("minilm", "weights").parent, encoder, TEXTS)).max() < 1e-5
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert vectors[0] @ vectors[4] > 0.5 > 0.2 > vectors[0] @ vectors[3]    # a cat on a mat is like a kitten on a rug


@pytest.mark.full
@pytest.mark.asset("minilm", "wikipedia-leads")
def test_minilm_gives_the_vectors_of_transformers_for_many_leads():
    encoder = load_minilm()
    texts = [lead.extract for language in ("en", "fr") for lead in assets.load_wikipedia_leads(language)[::100]]
    theirs = [by_transformers(assets.path("minilm", "weights").parent, encoder, texts[begin:begin + 16])
              for begin in range(0, len(texts), 16)]
    assert np.abs(encoder.encode(texts) - np.concatenate(theirs)).max() < 1e-5


def test_a_small_encoder_gives_the_vectors_of_transformers(tmp_path):
    encoder = load_encoder(write_encoder(tmp_path))
    assert encoder.name == tmp_path.name and encoder.config.longest == 16
    texts = ["low lower", "", "slow " * 99]
    assert np.abs(encoder.encode(texts) - by_transformers(tmp_path, encoder, texts)).max() < 1e-5


def test_a_text_gets_the_same_vector_in_any_company(tmp_path):
    encoder, told = load_encoder(write_encoder(tmp_path)), []
    texts = ["low", "slow lower", "low low low", "er", "slow"] * 3
    together = encoder.encode(texts, lambda done, of: told.append((done, of)))
    assert np.allclose(together, np.concatenate([encoder.encode([text]) for text in texts]), atol=1e-6)
    assert told[-1] == (15, 15) and len(told) == len({len(encoder.tokenizer.encode(text)) for text in texts})
    assert encoder.encode([]).shape == (0, 8)
    with pytest.raises(TypeError, match=r"encode\(\[text\]\)"):
        encoder.encode("low")


def test_batches_hold_each_text_once_and_no_padding():
    lengths = [int(length) for length in np.random.default_rng(2).integers(2, 40, 300)]
    batches = list(batches_of_equal_length(lengths, most=100))
    assert sorted(number for batch in batches for number in batch) == list(range(300))
    for batch in batches:
        assert len({lengths[number] for number in batch}) == 1 and sum(lengths[number] for number in batch) <= 100


def change_settings(**changes):
    def change(folder):
        settings = json.loads((folder / "config.json").read_text(encoding="utf-8")) | changes
        (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    return change


def drop_a_tensor(folder):
    tensors = load_file(folder / "model.safetensors")
    del tensors["encoder.layer.1.output.dense.bias"]
    save_file(tensors, folder / "model.safetensors")


@pytest.mark.parametrize(("change", "said"), [
    (change_settings(model_type="roberta"), "model_type"), (change_settings(hidden_act="gelu_new"), "hidden_act"),
    (change_settings(num_attention_heads=3), "3 heads"), (change_settings(num_hidden_layers=2**20), "lacks the tensor"),
    (change_settings(hidden_size=2**20), "has shape"), (change_settings(vocab_size=4), "do not belong together"),
    (change_settings(vocab_size=10**6), "has shape"), (drop_a_tensor, "lacks the tensor"),
    (lambda folder: (folder / "vocab.txt").unlink(), "There is no"), (lambda folder: shutil.rmtree(folder), "There is no"),
])
def test_files_that_do_not_fit_together_are_refused(change, said, tmp_path):
    folder = write_encoder(tmp_path / "encoder")
    change(folder)
    with pytest.raises(CourseError, match=said):
        load_encoder(folder)
