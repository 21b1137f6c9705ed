"""Cross-attention for a viewer that knows one text: the source, then the target, in a row."""

import torch

from llm_edu.applications.translation.judging import cross_weights


def as_one_text(model, pair, vocabulary):
    """Both sentences of a `Translation` as one, and who looks at whom.

    ->   weights (1, heads + 1, time, time), each row sums to 1, and the words, a list of `time`
    The source's words look at themselves only. Each word of the target looks at the source, as when it was predicted:
    the lower left part. The heads are those of the last layer; one more is the known alignment, evenly over the words
    that a word comes from.

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
