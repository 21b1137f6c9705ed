"""Cross-attention for a viewer that shows one text: the source, then the target, in a row."""

import torch
from torch import Tensor

from llm_edu.applications.translation.encoder_decoder import EncoderDecoder
from llm_edu.applications.translation.judging import cross_weights
from llm_edu.applications.translation.language import Translation
from llm_edu.applications.translation.pairs import Vocabulary


def as_one_text(model: EncoderDecoder, pair: Translation, vocabulary: Vocabulary) -> tuple[Tensor, list[str]]:
    """Both sentences as one text, and which word looks at which.

    ->   weights (1, heads + 1, time, time), whose rows sum to 1, and the words, a list of `time`
    Words of the source look only at themselves. Words of the target look at the source, as when they were predicted:
    the lower left part. The heads are those of the last layer. One more head is the known alignment, spread evenly over
    the words that a word comes from.

        AttentionViewer(*as_one_text(model, corpus.held_out[0], vocabulary))
    """
    found = cross_weights(model, [pair], vocabulary)[-1][0]    # (heads, target + 1, source)
    source, target = len(pair.source), len(pair.words)
    weights = torch.zeros(1, len(found) + 1, source + target, source + target)
    weights[..., :source, :source] = torch.eye(source)
    weights[0, :-1, source:, :source] = found[:, :target]
    for place, sources in enumerate(pair.alignment):
        weights[0, -1, source + place, list(sources)] = 1 / len(sources)
    return weights, [*pair.source, *pair.words]
