"""Look at cross-attention: which tokens of the source each token of the target looks at."""

from llm_edu.widgets.attention_viewer.source import CrossSource
from llm_edu.widgets.attention_viewer.widget import VIEWS, AttentionViewer
from llm_edu.widgets.common.numbers import counted


class CrossAttentionViewer(AttentionViewer):
    """Cross-attention of an encoder–decoder, as lines, as a matrix, and of all heads at once.

    The target's tokens look (rows, queries), the source's are looked at (columns, keys). There is no mask: each target
    token may look at the whole source.

    weights: (layers, heads, target, source), NumPy or torch, with or without a batch of one; or a list with an array
        for each layer, as `transformers` returns them; or what its ``generate`` returns, a tuple of layers for each
        new token
    source, target: a text for each token
    layer, head, query: what is shown at first; query is a position of the target, by default the last one
    view: "lines", "matrix" or "overview"

    With an encoder–decoder of `transformers` (loaded with ``attn_implementation="eager"``)::

        output = model(input_ids=ids, decoder_input_ids=target_ids, output_attentions=True)
        CrossAttentionViewer(output.cross_attentions, source=source_tokens, target=target_tokens)

    Row t was computed when the decoder had read its tokens up to t, and chose the one after it. So to see where the
    model looked *for* a word, shift the target: name each row after the token that the decoder wrote there.

    Raises TypeError or ValueError for what cannot be shown: rows that do not sum to 1, negative weights, nan, tokens
    that do not match, more than 1,024 tokens of either text.

    >>> weights = [[0.9, 0.1, 0.0], [0.0, 0.2, 0.8]]
    >>> CrossAttentionViewer(weights, source=["the", "green", "hat"], target=["chapeau", "vert"])
    Cross-attention of 1 layer with 1 head, from 2 target tokens to 3 source tokens. Layer 0, head 0: “vert” looks \
mostly at “hat” (0.80).
    """

    _views = VIEWS[:-1]    # weights do not tell what is inside a head

    def __init__(self, weights, source, target, *, layer=0, head=0, query=None, view="lines"):
        self._open(CrossSource(weights, source, target), [""], layer, head, query, view)

    def _opening(self) -> str:
        layers, heads, target, source = self.weights.shape
        return (f"Cross-attention of {counted(layers, 'layer')} with {counted(heads, 'head')}, from "
                f"{counted(target, 'target token')} to {counted(source, 'source token')}.")
