"""Activation patching: carry one activation over from another text, and see whether the answer comes with it.

Two prompts of equal length differ in one thing: "The capital of France is" and "… of Poland is". Run the model on the
first, but at one site and one position use the activation from the second. If the model now says Warsaw, what makes the
difference passes through there. This is an experiment; attention weights and attribution only observe.

Sources: Meng et al. 2022, Locating and Editing Factual Associations in GPT, arXiv:2202.05262 (causal tracing);
Heimersheim & Nanda 2024, How to use and interpret activation patching, arXiv:2404.15255.
"""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from llm_edu.earlier_names import earlier_names
from llm_edu.interpretability.sites import Change, Site, all_sites, changed, put, read
from llm_edu.transformer import KVCache, Transformer

Ids = Sequence[int] | Tensor
ROWS_AT_ONCE = 64    # changed runs side by side


@earlier_names(places="sites")
@torch.no_grad()
def patched(model: Transformer, prompt: Ids, source: Ids, sites: Iterable[Site],
            positions: int | Sequence[int] | slice = slice(None)) -> Tensor:
    """The logits of a prompt when some activations come from another text: (1, time, vocabulary).

    prompt, source: ids, (time,) or (1, time), equally long; the activations come from `source`
    sites: see the module `sites`   positions: those that are patched at each site, an int, a list, or a slice
    Raises ValueError where the two texts are not equally long, or the model does not have a site.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> one, other = torch.tensor([[5, 17, 2]]), torch.tensor([[5, 60, 2]])
    >>> torch.equal(patched(model, one, other, [("residual", 0)], positions=1), model(other))
    True
    """
    prompt, source = check_pair(model, prompt, source)
    found = read(model, source, sites)
    changes = {site: put(x[..., positions, :], positions) for site, x in found.items()}
    with changed(model, changes):
        return model(prompt)


@torch.no_grad()
def patching_effect(model: Transformer, prompt: Ids, source: Ids, answer: int, instead: int, kind: str = "residual",
                    positions: Sequence[int] | None = None) -> Tensor:
    """The share of the other prompt's answer that each site and position restores when it alone is patched.

    prompt, source: ids, (time,) or (1, time), equally long
    answer, instead: ids, what the model says after `source`, and after `prompt`. The effect is the difference of their
    logits at the last position, scaled: 0 is as in the prompt, 1 as in the source, below 0 it moves the other way
    kind: "residual"  ->  (layers + 1, time);  "attention_output", "feed_forward_output", "heads" (all heads of a layer
    together)  ->  (layers, time);  "head"  ->  (layers, heads, time)
    positions: the positions to try; None: all. They are the last dimension of the result
    Raises ValueError where the texts are not equally long, or both give the same difference of logits.

    All sites are tried in one batch, a row for each, and the model computes from the patched position on only: what
    comes before it is the same in every row. Before the first token that differs, there is nothing to carry over.
    """
    prompt, source = check_pair(model, prompt, source)
    sites = all_sites(model, kind)
    values = read(model, source, sites)
    before, after = (difference(model(ids, last_only=True), answer, instead) for ids in (prompt, source))
    if (after - before).abs() < 1e-6:
        raise ValueError("both prompts give the two answers the same difference of logits: there is nothing to restore")
    time = prompt.shape[1]
    positions = range(time) if positions is None else [range(time)[position] for position in positions]
    found, cache = torch.zeros(len(sites), len(positions)), model.new_cache(1, time)
    for column, position in enumerate(positions):
        if position < first_difference(prompt, source):
            continue
        fill(model, cache, prompt, position)
        for start in range(0, len(sites), ROWS_AT_ONCE):
            chosen = sites[start:start + ROWS_AT_ONCE]
            here = {site: values[site][..., position, :] for site in chosen}
            logits = run_each(model, prompt[:, position:], cache, here)
            found[start:start + len(chosen), column] = (
                (difference(logits, answer, instead) - before) / (after - before)).cpu()
    return found.unflatten(0, (model.config.layers, -1)) if kind == "head" else found


def fill(model: Transformer, cache: KVCache, ids: Tensor, length: int) -> None:
    """Make the cache hold exactly the first `length` of these ids (1, time)."""
    cache.length = min(cache.length, length)
    if cache.length < length:
        model(ids[:, cache.length:length], cache=cache)


def run_each(model: Transformer, ids: Tensor, cache: KVCache, values: dict[Site, Tensor]) -> Tensor:
    """A row for each site, in which it alone has its value at the first of these ids. ids: (1, time), after what is in
    the cache   values: {site: (1, …, numbers)}   ->   logits at the end, (sites, 1, vocabulary)"""
    rows = len(values)
    changes = {site: put_in_row(row, value) for row, (site, value) in enumerate(values.items())}
    with changed(model, changes):
        wide = cache.repeated(rows, cache.capacity)
        return model(ids.expand(rows, -1), cache=wide, last_only=True)


def put_in_row(row: int, value: Tensor) -> Change:
    """A change: one row of the batch gets a value at its first position."""
    def change(x: Tensor) -> Tensor:
        x = x.clone()
        x[row, ..., 0, :] = value[0]
        return x
    return change


def difference(logits: Tensor, answer: int, instead: int) -> Tensor:
    """At the last position, of two tokens: (batch, time, vocabulary)   ->   (batch,)"""
    return logits[:, -1, answer] - logits[:, -1, instead]


def first_difference(prompt: Tensor, source: Tensor) -> int:
    """The first position at which two prompts differ, or their length. prompt, source: (1, time)"""
    differs = (prompt != source)[0].nonzero()
    return int(differs[0]) if len(differs) else prompt.shape[1]


def check_pair(model: Transformer, prompt: Ids, source: Ids) -> tuple[Tensor, Tensor]:
    """Both texts as (1, time), on the model's device. Raises ValueError unless they are equally long."""
    device = model.token_embedding.weight.device
    prompt, source = (torch.as_tensor(ids, device=device) for ids in (prompt, source))
    prompt, source = (ids[None] if ids.dim() == 1 else ids for ids in (prompt, source))
    if prompt.shape != source.shape or len(prompt) != 1:
        raise ValueError(f"patching carries a position over to the same position, so both prompts are one text of "
                         f"equally many tokens, not of shapes {tuple(prompt.shape)} and {tuple(source.shape)}: find "
                         "words that are as many tokens")
    return prompt, source
