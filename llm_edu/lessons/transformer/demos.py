"""What lesson 05 shows of streams, parts and neurons, where the code would only distract from the lesson."""

import textwrap
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F

from llm_edu.course.measuring import Measurement
from llm_edu.language_models import END_ID
from llm_edu.lessons.common.printing import code_of, count_lines  # noqa: F401 (moved)
from llm_edu.lessons.transformer.training import SIGHT
from llm_edu.storyland import Story, World
from llm_edu.transformer import Record, Transformer, TransformerConfig
from llm_edu.transformer.calling import make_call
from llm_edu.transformer.functions import plain_weights
from llm_edu.transformer.removing import remove

# --- parts for the first exercise


def doubled(x):
    """Adds twice what it reads."""
    return 2 * x


def add_one(x):
    """Adds 1 to every number."""
    return torch.ones_like(x)


def turn_left(x):
    """Adds the numbers that it reads, each moved one position to the left."""
    return x.roll(-1)


# --- a Llama small enough to be checked


def tiny_llama(layers=2, heads=2, key_value_heads=1, head_dim=4, vocabulary=11, seed=0, width=None, **overrides):
    """A configuration and random weights, as `plain_weights` gives them: norms that differ, nothing small.

    width: by default heads * head_dim

    >>> config, weights = tiny_llama()
    >>> list(weights), list(weights["blocks"][0])[:4]
    (['embedding', 'norm', 'blocks'], ['attention_norm', 'queries', 'keys', 'values'])
    """
    width = width or heads * head_dim
    config = TransformerConfig.llama(vocab_size=vocabulary, layers=layers, width=width, heads=heads, head_dim=head_dim,
                                     key_value_heads=key_value_heads, feed_forward_width=2 * width + 1, **overrides)
    model, generator = Transformer(config), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(noise / parameter.shape[-1] ** 0.5 if parameter.dim() == 2 else 1 + 0.4 * noise)
        model.token_embedding.weight.mul_(3)
    return config, plain_weights(model)


# --- the stream of a real model


def parts_of(model, ids: Sequence[int]) -> tuple[torch.Tensor, list[Callable], list[str]]:
    """A model as its last token meets it: this token's vector at first, and every part as a function of this vector.

    ->   x (width,), functions from (width,) to (width,), their names ("attention 0", "feed-forward 0", …)

    The other tokens' vectors are held fixed: attention sees them as they are at that point of the complete text.
    """
    before = streams(model, ids)    # (layers + 1, time, width)
    call = make_call(model.config, torch.tensor([list(ids)]))    # its mask, and its positions

    def attention(block, earlier):
        def look(x):
            text = torch.cat([earlier, x[None]])    # (time, width)
            return block.attention(block.attention_norm(text[None]), call)[0, -1]
        return look

    def feed_forward(block):
        return lambda x: block.feed_forward(block.feed_forward_norm(x))

    functions, names = [], []
    for layer, block in enumerate(model.blocks):
        functions += [attention(block, before[layer, :-1]), feed_forward(block)]
        names += [f"attention {layer}", f"feed-forward {layer}"]
    return before[0, -1], functions, names


@torch.no_grad()
def streams(model, ids: Sequence[int]) -> torch.Tensor:
    """The stream as it enters a model and after each block: (layers + 1, time, width)"""
    record = Record("residual")
    model(torch.tensor([list(ids)]), record=record)
    return torch.stack([x[0] for x in record["residual"]])


@torch.no_grad()
def read_early(model, stream: torch.Tensor) -> torch.Tensor:
    """What a model would say if it ended here: the last norm and the unembedding, applied to an earlier stream.

    stream: (..., width)   ->   probabilities (..., vocabulary)        (nostalgebraist 2020, the logit lens)
    """
    return (model.norm(stream) @ model.token_embedding.weight.T).softmax(-1)


@torch.no_grad()
def similarity(config: TransformerConfig, without: str | None = None, time: int = 32, seed: int = 0) -> list[float]:
    """How similar the tokens of a text become in a model that has learned nothing yet: at first, and after each block.

    without: a part to take out, as for `remove`   ->   the mean cosine of all pairs of different tokens, 1 = the same
    """
    torch.manual_seed(seed)
    model = Transformer(config) if without is None else remove(Transformer(config), without)
    ids = torch.randperm(config.vocab_size)[:time]
    found = []
    for stream in streams(model, ids.tolist()):    # (time, width)
        directions = stream / stream.norm(dim=-1, keepdim=True)
        cosines = directions @ directions.T    # (time, time), 1 on the diagonal
        found.append(float((cosines.sum() - time) / (time * (time - 1))))
    return found


likeness = similarity    # the earlier name


def gradients(config: TransformerConfig, without: Sequence[str] = (), seed: int = 0) -> list[tuple[float, float]]:
    """The gradient of a new model's loss on its way back: at the beginning of the stream, and after each block.

    without: parts to take out, as for `remove`   ->   its length, and the mean cosine over all tokens between this
    gradient and the one at the end of the stream: 1 = both point the same way
    """
    torch.manual_seed(seed)
    model = Transformer(config)
    for part in without:
        model = remove(model, part)
    ids, record = torch.randint(config.vocab_size, (8, 33)), Record("residual")
    logits = model(ids[:, :-1], record=record)
    loss = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
    found = torch.autograd.grad(loss, record["residual"])    # for each point of the stream (batch, time, width)
    # in 64 bits, because in 32 the square of a number below 1e-23 is 0, and so would be the length
    lengths = [float(each.double().norm()) for each in found]
    ways = [F.normalize(each.double(), dim=-1, eps=1e-300) for each in found]
    return [(length, float((way * ways[-1]).sum(-1).mean())) for length, way in zip(lengths, ways)]


# --- the riddle of the five models

LETTERS = {"A": "no positions", "B": "no residual", "C": "no feed-forward", "D": "no norm", "E": "no attention"}


def print_riddle(parts: Measurement, width: int = 95) -> None:
    """A story of each model that lacks a part, under its letter."""
    for letter, name in LETTERS.items():
        text = parts[name]["samples"][1]
        print(textwrap.fill(text, width, initial_indent=f"{letter}. ", subsequent_indent="   "), end="\n\n")


# --- heads as they form


@torch.no_grad()
def finding_scores(model, world: World, stories: Sequence[Story]) -> torch.Tensor:
    """How much each head, where a word must be recalled, looks at the position of that word: (layers, heads)

    Recalls from more than 8 words back; the mean of their weights.
    """
    sums, count = torch.zeros(model.config.layers, model.config.heads), 0
    record = Record("attention")
    for story in stories:
        model(torch.tensor([[END_ID, *world.encode(story.words)]]), record=record)
        weights = torch.cat(record["attention"])    # (layers, heads, time, time); word i is at position i + 1
        for recall in story.recalls:
            if recall.distance > SIGHT:
                sums += weights[:, :, recall.start, recall.source + 1]    # one position earlier predicts it
                count += 1
    return sums / count


# --- what has to wait for what


def longest_chain(result: torch.Tensor) -> int:
    """How many operations must be done one after the other to get a number, however many machines help.

    result: a tensor that autograd has followed   ->   the length of the longest path from it back to its beginnings

    >>> x = torch.ones(2, requires_grad=True)
    >>> longest_chain((x * 2 + x * 3).sum())    # the products can be done at the same time; then +, then the sum
    4
    """
    lengths: dict = {}
    path = [result.grad_fn]
    while path:
        operation = path[-1]
        before = [each for each, _ in operation.next_functions if each is not None]
        waiting = [each for each in before if each not in lengths]
        if waiting:
            path.append(waiting[0])
        else:
            lengths[path.pop()] = 1 + max((lengths[each] for each in before), default=0)
    return lengths[result.grad_fn]


def whose(*functions: Callable) -> str:
    """Which of these functions the learner wrote, as opposed to the course.

    >>> print(whose(doubled))
    Still the course's, 1 of 1: doubled.
    Get them right, and every line that runs is yours.
    """
    given = [function.__name__ for function in functions if function.__module__.startswith("llm_edu.")]
    if not given:
        return f"All {len(functions)} functions are your own: every line that has just run is yours."
    return (f"Still the course's, {len(given)} of {len(functions)}: {', '.join(given)}.\n"
            "Get them right, and every line that runs is yours.")


# --- reading our own file


