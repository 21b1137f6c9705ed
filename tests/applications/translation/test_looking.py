"""Cross-attention as one text, and that the viewer shows it."""

import torch

from llm_edu.applications.translation import Vocabulary, as_one_text, cross_weights, new_translator, translate
from llm_edu.widgets.attention_viewer import AttentionViewer

PAIR = translate("Ben did not want her green hat .".split())


def test_both_sentences_are_one_text():
    vocabulary = Vocabulary()
    model = new_translator(vocabulary)
    weights, words = as_one_text(model, PAIR, vocabulary)
    assert words == [*PAIR.source, *PAIR.words] and weights.shape == (1, 2, 15, 15)
    assert torch.allclose(weights.sum(-1), torch.ones(1, 2, 15), atol=1e-5)
    assert torch.equal(weights[0, 0, 8:, :8], cross_weights(model, [PAIR], vocabulary)[0][0, 0, :7])
    want = words.index("did"), words.index("want")
    from_both = PAIR.alignment.index(want)
    assert weights[0, 1, 8 + from_both, list(want)].tolist() == [0.5, 0.5]


def test_the_viewer_shows_it():
    vocabulary = Vocabulary()
    viewer = AttentionViewer(*as_one_text(new_translator(vocabulary), PAIR, vocabulary), head=1, query=9, causal=True)
    assert f"“{PAIR.words[1]}” looks mostly at “hat” (1.00)" in repr(viewer)
