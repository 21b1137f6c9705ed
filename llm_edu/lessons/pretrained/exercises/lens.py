"""``lens``: what a model would say after each layer."""

import torch
from torch import nn

from llm_edu.course.checks.exercise import Case, Exercise
from llm_edu.transformer import LayerNorm, RMSNorm

EPSILON = 1e-5


def _unchanged(x):
    return x


def _root_mean_square(x):
    return x / (x.square().mean(-1, keepdim=True) + EPSILON).sqrt()


def _trained(kind, width, seed):
    """A norm of the course's kind with weights of its own."""
    norm = kind(width)
    with torch.no_grad():
        for parameter in norm.parameters():
            parameter.copy_(parameter + _drawn(seed, width) * 0.5)
    return norm.requires_grad_(False)


def _drawn(seed, *shape):
    """Numbers with one decimal place, so that a failing case can be read."""
    return (torch.randn(*shape, generator=torch.Generator().manual_seed(seed)) * 10).round() / 10


def _said(norm=lambda streams, norm: norm(streams), read=lambda x, unembedding: x @ unembedding.T,
          end=lambda logits: logits.softmax(-1),
          choose=lambda found, tokens: found[:, torch.arange(len(tokens)), tokens]):
    """A lens with one thing wrong."""
    def function(streams, norm_, unembedding, tokens):
        return choose(end(read(norm(streams, norm_), unembedding)), tokens)
    return lambda streams, norm, unembedding, tokens: function(streams, norm, unembedding, tokens)


def _case(layers, texts, width, vocabulary, norm="root mean square", seed=0, scale=1.0):
    """A case; its label names the norm, which has no value to print."""
    streams, unembedding = _drawn(seed, layers + 1, texts, width) * scale, _drawn(seed + 1, vocabulary, width)
    tokens = torch.randint(vocabulary, (texts,), generator=torch.Generator().manual_seed(seed + 3))
    function = {"unchanged": _unchanged, "root mean square": _root_mean_square,
                "RMSNorm": _trained(RMSNorm, width, seed + 2), "LayerNorm": _trained(LayerNorm, width, seed + 2)}[norm]
    return Case((streams, function, unembedding, tokens), label=f"lens(streams {tuple(streams.shape)}, norm ({norm}), "
                f"unembedding {tuple(unembedding.shape)}, torch.tensor({tokens.tolist()}))")


def _by_hand():
    """The lesson's own example: a stream of two numbers, three tokens."""
    streams = torch.tensor([[[1.0, 1.0]], [[1.0, 3.0]], [[5.0, 3.0]]])
    unembedding = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    return Case((streams, _unchanged, unembedding, torch.tensor([1])), label="lens(torch.tensor([[[1., 1.]], [[1., "
                "3.]], [[5., 3.]]]), lambda x: x, torch.tensor([[1., 0.], [0., 1.], [-1., 0.]]), torch.tensor([1]))")


def _with_large_logits():
    """Logits about 100: exp of them is more than a float32 holds. One text's are far below all others."""
    streams = [[[100.0, 1.0], [-100.0, 0.0]], [[99.0, -1.0], [120.0, 2.0]]]
    unembedding = [[1.0, 0.0], [1.0, 1.0]]
    return Case((torch.tensor(streams), _unchanged, torch.tensor(unembedding), torch.tensor([1, 0])), label=(
        f"lens(torch.tensor({streams}), lambda x: x, torch.tensor({unembedding}), torch.tensor([1, 0]))"))


def _drawn_case(rng):
    norm = rng.choice(["unchanged", "root mean square", "RMSNorm", "LayerNorm"])
    return _case(rng.randrange(0, 4), rng.randrange(1, 5), rng.randrange(2, 5), rng.randrange(2, 6), norm,
                 rng.randrange(2**31))


def _fits(streams, norm, unembedding, tokens):
    return streams.ndim == 3 and unembedding.ndim == 2 and streams.shape[-1] == unembedding.shape[-1] and (
        min(*streams.shape, *unembedding.shape) > 0 and tokens.shape == streams.shape[1:2]
        and 0 <= tokens.min() and tokens.max() < len(unembedding))


exercise = Exercise(
    reference=_said(),
    names=("streams", "norm", "unembedding", "tokens"),
    cases=lambda: [
        _by_hand(), _with_large_logits(), _case(1, 1, 2, 3), _case(2, 1, 2, 3, "unchanged", 3),
        _case(2, 3, 3, 4, "RMSNorm", 6), _case(3, 2, 4, 5, "LayerNorm", 9), _case(2, 3, 3, 3, "root mean square", 12),
        _case(3, 4, 4, 4, "LayerNorm", 15),    # all square: shapes tell nothing
        _case(0, 2, 2, 3, "RMSNorm", 18), _case(1, 5, 2, 2, "unchanged", 21),
        _case(4, 2, 3, 6, "RMSNorm", 24, scale=40.0), _case(2, 2, 3, 1, "RMSNorm", 27),
        _case(3, 3, 3, 7, "RMSNorm", 30),
    ],
    random_case=_drawn_case,
    valid=_fits,
    hints=(
        "Do to every layer's stream what the model does to the last one: apply the norm, compare the result with every "
        "token's row, and turn the logits into probabilities. Then choose the token that is asked for in each text.",
        "logits = norm(streams), times the transposed unembedding    (layers + 1, texts, vocabulary)\nprobabilities = "
        "their softmax over the vocabulary\nreturn, for each layer and text number i, the probability of token "
        "tokens[i]",
    ),
    compare="close",
    tolerance=1e-4,
    any_dtype=True,
)

exercise.mistake("The norm is missing: the model never compares the stream itself with the rows, but only the normed "
                 "stream.",
                 _said(norm=lambda streams, norm: streams))
exercise.mistake("These are logits. Return probabilities.", _said(end=lambda logits: logits))
exercise.mistake("These are logarithms of probabilities. Return the probabilities.",
                 _said(end=lambda logits: logits.log_softmax(-1)))
exercise.mistake("Your softmax runs over the *layers*. It should run over all tokens of the vocabulary, the last "
                 "dimension.", _said(end=lambda logits: logits.softmax(0)))
exercise.mistake("Your softmax runs over the *texts*. It should run over all tokens of the vocabulary, the last "
                 "dimension.", _said(end=lambda logits: logits.softmax(1)))
exercise.mistake("Your softmax runs over everything at once. For each layer and each text, the probabilities should "
                 "sum to 1.",
                 _said(end=lambda logits: logits.flatten().softmax(0).view(logits.shape)))
exercise.mistake("That is only the last layer, which the model says anyway. Return all layers.",
                 _said(choose=lambda found, tokens: found[-1, torch.arange(len(tokens)), tokens]))
exercise.mistake("The stream before the first block is missing: it is layer 0.",
                 _said(norm=lambda streams, norm: norm(streams[1:])))
exercise.mistake("These are the probabilities of all tokens. Return the probability of one token in each text.",
                 _said(choose=lambda found, tokens: found))
exercise.mistake("You choose every text's token in every text. Text number i has its own token, tokens[i].",
                 _said(choose=lambda found, tokens: found[:, :, tokens]))
exercise.mistake("You ask for the same token in every text: the token of the first text.",
                 _said(choose=lambda found, tokens: found[:, :, tokens[0]]))
exercise.mistake("The dimensions are the wrong way round: layers come first, then texts.",
                 _said(choose=lambda found, tokens: found[:, torch.arange(len(tokens)), tokens].T))
exercise.mistake("You norm only the last layer. If the model stopped earlier, that earlier layer would be the last "
                 "one, and go through the norm.",
                 _said(norm=lambda streams, norm: torch.cat([streams[:-1], norm(streams[-1:])])))
exercise.mistake("You add up the layers. But the stream after a layer already holds everything that was written "
                 "before.",
                 _said(norm=lambda streams, norm: norm(streams.cumsum(0))))
exercise.mistake("That reads what each layer has *added*. The lens reads the whole stream so far.",
                 _said(norm=lambda streams, norm: norm(torch.cat([streams[:1], streams.diff(dim=0)]))))
exercise.mistake("These are the probabilities of the best guess. Return those of the token in `tokens`.",
                 _said(choose=lambda found, tokens: found.max(-1).values))
exercise.mistake("You norm twice.", _said(norm=lambda streams, norm: norm(norm(streams))))
exercise.mistake("A logit is the plain dot product, not the cosine: some tokens have longer rows than others.",
                 _said(read=lambda x, unembedding: x @ nn.functional.normalize(unembedding, dim=-1).T))
exercise.mistake("Call the model's own norm, `norm`. Yours leaves out the weights that it has learned.",
                 _said(norm=lambda streams, norm: _root_mean_square(streams)))
exercise.mistake("The model's norm does more than divide by the root mean square. Call `norm`: it has learned weights "
                 "of its own.",
                 _said(norm=lambda streams, norm: streams / streams.square().mean(-1, keepdim=True).sqrt()))
exercise.mistake("Your own LayerNorm lacks what the model's norm has learned, and the model's norm may be of another "
                 "kind. Call `norm`.",
                 _said(norm=lambda streams, norm: nn.functional.layer_norm(streams, streams.shape[-1:])))
exercise.mistake("Your softmax runs only over the tokens that are asked for. It should run over the whole vocabulary.",
                 lambda streams, norm, unembedding, tokens: (norm(streams) @ unembedding[tokens].T).softmax(-1)[
                     :, torch.arange(len(tokens)), torch.arange(len(tokens))])
exercise.mistake("exp of a logit above 88 is more than float32 can hold: inf, and inf / inf is nan. torch's softmax "
                 "first subtracts the maximum of each row, which changes no probability.",
                 _said(end=lambda logits: logits.exp() / logits.exp().sum(-1, keepdim=True)))
exercise.mistake("You subtract one maximum from all logits, before exp. In a row that is far below it, all powers "
                 "become 0, and 0 / 0 is nan. Subtract from each row its own maximum.",
                 _said(end=lambda logits: (powers := (logits - logits.max()).exp()) / powers.sum(-1, keepdim=True)))


@exercise.mistake("unembedding has a row for each token, (vocabulary, width). To multiply the stream by every row, "
                  "transpose it.", error="mat1 and mat2|size mismatch|shapes cannot be multiplied|must match")
def _not_turned(streams, norm, unembedding, tokens):
    return (norm(streams) @ unembedding).softmax(-1)[:, torch.arange(len(tokens)), tokens]
