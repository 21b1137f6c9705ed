"""Activation patching: carry one number's worth of another text over, and see whether the answer comes with it.

Two prompts of equal length differ in one thing: "The capital of France is" and "… of Poland is". Run the model on the
one, but at one place and one position take what it had found in the other. If it now says Warsaw, what makes the
difference had passed through there. This is an experiment, where attention weights and attribution only look on.

Sources: Meng et al. 2022, Locating and Editing Factual Associations in GPT, arXiv:2202.05262 (causal tracing);
Heimersheim & Nanda 2024, How to use and interpret activation patching, arXiv:2404.15255.
"""

import torch

from llm_edu.interpretability.places import all_places, changed, put, read

ROWS_AT_ONCE = 64    # changed runs side by side


@torch.no_grad()
def patched(model, prompt, source, places, positions=slice(None)):
    """The logits of a prompt when some places are as in another: (1, time, vocabulary).

    prompt, source: ids, (time,) or (1, time), equally long   places: see `places`; the same for all
    positions: of the text, an int, a list of them or a slice; by default all

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> one, other = torch.tensor([[5, 17, 2]]), torch.tensor([[5, 60, 2]])
    >>> torch.equal(patched(model, one, other, [("residual", 0)], positions=1), model(other))
    True
    """
    prompt, source = check_pair(model, prompt, source)
    found = read(model, source, places)
    changes = {place: put(x[..., positions, :], positions) for place, x in found.items()}
    with changed(model, changes):
        return model(prompt)


@torch.no_grad()
def restored(model, prompt, source, answer, instead, kind="residual", positions=None):
    """How much of the other prompt's answer each place and position brings along, patched alone.

    prompt, source: ids, (time,) or (1, time), equally long
    answer, instead: ids, what the model should say after `source`, and what after `prompt`; measured is the difference
    of their logits at the end: 0 is as in the prompt, 1 as in the source; below 0 it goes the other way
    kind: "residual"  ->  (layers + 1, time);  "attention_output", "feed_forward_output", "heads" (all heads of a layer
    together)  ->  (layers, time);  "head"  ->  (layers, heads, time)
    positions: a list of those to try, instead of all; the last dimension is then theirs

    All places are tried side by side, a row for each, and only from the patched position on: what comes before it
    cannot know, and is the same in every row. Up to the first token that differs, there is nothing to carry over.
    """
    prompt, source = check_pair(model, prompt, source)
    places = all_places(model, kind)
    values = read(model, source, places)
    before, after = (difference(model(ids, last_only=True), answer, instead) for ids in (prompt, source))
    if (after - before).abs() < 1e-6:
        raise ValueError("both prompts give the two answers the same difference of logits: there is nothing to restore")
    time = prompt.shape[1]
    positions = range(time) if positions is None else [range(time)[position] for position in positions]
    found, cache = torch.zeros(len(places), len(positions)), model.new_cache(1, time)
    for column, position in enumerate(positions):
        if position < first_difference(prompt, source):
            continue
        fill(model, cache, prompt, position)
        for start in range(0, len(places), ROWS_AT_ONCE):
            chosen = places[start:start + ROWS_AT_ONCE]
            here = {place: values[place][..., position, :] for place in chosen}
            logits = run_each(model, prompt[:, position:], cache, here)
            found[start:start + len(chosen), column] = (
                (difference(logits, answer, instead) - before) / (after - before)).cpu()
    return found.unflatten(0, (model.config.layers, -1)) if kind == "head" else found


def fill(model, cache, ids, length):
    """Let the cache hold the first `length` of these ids (1, time), whatever of them it has read before."""
    cache.length = min(cache.length, length)
    if cache.length < length:
        model(ids[:, cache.length:length], cache=cache)


def run_each(model, ids, cache, values):
    """A row for each place, in which it alone has its value at the first of these ids. ids: (1, time), after what is in
    the cache   values: {place: (1, …, numbers)}   ->   logits at the end, (places, 1, vocabulary)"""
    rows = len(values)
    changes = {place: put_in_row(row, value) for row, (place, value) in enumerate(values.items())}
    with changed(model, changes):
        wide = cache.repeated(rows, cache.capacity)
        return model(ids.expand(rows, -1), cache=wide, last_only=True)


def put_in_row(row, value):
    """A change: one row of the batch gets a value at its first position."""
    def change(x):
        x = x.clone()
        x[row, ..., 0, :] = value[0]
        return x
    return change


def difference(logits, answer, instead):
    """At the last position, of two tokens: (batch, time, vocabulary)   ->   (batch,)"""
    return logits[:, -1, answer] - logits[:, -1, instead]


def first_difference(prompt, source):
    """The first position at which two prompts differ, or their length. prompt, source: (1, time)"""
    differs = (prompt != source)[0].nonzero()
    return int(differs[0]) if len(differs) else prompt.shape[1]


def check_pair(model, prompt, source):
    """Both as (1, time), where the model is; ValueError when a position of one has none in the other."""
    device = model.token_embedding.weight.device
    prompt, source = (torch.as_tensor(ids, device=device) for ids in (prompt, source))
    prompt, source = (ids[None] if ids.dim() == 1 else ids for ids in (prompt, source))
    if prompt.shape != source.shape or len(prompt) != 1:
        raise ValueError(f"patching carries a position over to the same position, so both prompts are one text of "
                         f"equally many tokens, not of shapes {tuple(prompt.shape)} and {tuple(source.shape)}: find "
                         "words that are as many tokens")
    return prompt, source
