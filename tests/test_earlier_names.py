"""Names of the first topics that have changed: a notebook that uses the earlier one keeps working."""

import pytest
import torch

from llm_edu.attention import LookBack, scaled_dot_product_attention
from llm_edu.decoding import Speculation, mean_log_probability
from llm_edu.embeddings import train_skip_gram
from llm_edu.language_models import NGram, sample_text
from llm_edu.meet_an_llm import PUBLISHED_MODELS
from llm_edu.transformer import Transformer, TransformerConfig

SENTENCES = [["Mia", "feeds", "her", "cat"]]
MODEL = Transformer(TransformerConfig.gpt2(vocab_size=9, layers=1, width=8, heads=2))


@pytest.mark.parametrize("call, earlier, today", [
    (lambda **options: train_skip_gram(SENTENCES, steps=3, **options).losses, dict(batch=2, rate=0.5), dict(batch_size=2, learning_rate=0.5)),
    (lambda **options: sample_text(lambda words: {"ha": 1.0}, 0, **options), dict(longest=3), dict(max_words=3)),
    (lambda **options: NGram(1, "none").fit([["a"] * 99]).sample(0, **options), dict(longest=3), dict(max_words=3)),
    (lambda **options: mean_log_probability(MODEL, [[1, 2], [3, 4]], **options), dict(batch=2), dict(batch_size=2)),
])
def test_an_earlier_keyword_works_and_names_the_new_one(call, earlier, today):
    with pytest.warns(FutureWarning, match=next(iter(today))):
        old = call(**earlier)
    assert old == call(**today)


def test_earlier_attributes():
    head = LookBack(9, scaled_dot_product_attention, width=4, units=4)
    assert torch.equal(head.look([0, 5]), head.attention_weights([0, 5]))
    assert Speculation(torch.tensor([[1]]), drafted=4, accepted=3, calls=1).accepted_share == 0.75
    assert [model.working for model in PUBLISHED_MODELS] == [model.active_parameters for model in PUBLISHED_MODELS]
