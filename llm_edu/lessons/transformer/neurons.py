"""The neurons of a feed-forward layer: when they fire, and what is lost without them.

Sources: Geva et al. 2020, Transformer Feed-Forward Layers Are Key-Value Memories, arXiv:2012.14913; Dai et al. 2021,
Knowledge Neurons in Pretrained Transformers, arXiv:2104.08696; Meng et al. 2022, Locating and Editing Factual
Associations in GPT, arXiv:2202.05262.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import torch

from llm_edu.language_models import END_ID
from llm_edu.lessons.transformer.training import rows_of
from llm_edu.storyland import Story, World

Neuron = tuple[int, int]  # (layer, number)
RIDDLE = ("{hero} woke up. There was a noise by the river! {She} took a red lantern and crept outside. Two eyes "
          "shone in the dark. “Who is there?” {she} called. It was only {owner}'s")


def pet_riddles(world: World) -> dict[str, tuple[list[int], int]]:
    """For each resident a text that stops where the pet must come: name -> (ids, the pet's id).

    The pet is not in the text: a model has to know it.
    """
    hero, other = world.residents[:2]
    found = {}
    for owner in world.residents:
        who = hero if owner is not hero else other
        text = RIDDLE.format(hero=who.word, owner=owner.word, She=who.forms["She"], she=who.forms["she"])
        found[owner.word] = ([END_ID, *world.encode(text)], *world.encode(owner.pet))
    return found


@contextmanager
def switched_off(model, neurons: Iterable[Neuron], place: int | None = None) -> Iterator[None]:
    """Within it, these neurons never fire; with a place, they are silent at this position only (-1: the last)."""
    by_layer = defaultdict(list)
    for layer, number in neurons:
        by_layer[layer].append(number)
    hooks = []
    for layer, numbers in by_layer.items():
        def silence(module, inputs, numbers=tuple(numbers)):
            fires = inputs[0].clone()    # (batch, time, hidden)
            where = slice(None) if place is None else place
            fires[:, where, list(numbers)] = 0.0
            return (fires,)
        hooks.append(model.blocks[layer].feed_forward.down.register_forward_pre_hook(silence))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


@torch.no_grad()
def chance_of(model, ids: Sequence[int], word: int) -> float:
    """The probability of a word after a text."""
    return float(model(torch.tensor([list(ids)]), last_only=True)[0, -1].softmax(-1)[word])


@torch.no_grad()
def neuron_effects(model, ids: Sequence[int], word: int) -> dict[Neuron, float]:
    """By how many nats a word becomes less likely after a text if one neuron is switched off: each in turn."""
    hidden, effects = model.config.feed_forward_width, {}
    rows = torch.tensor([list(ids)]).expand(hidden, -1)    # a row for each neuron of a layer
    before = model(rows[:1], last_only=True)[0, -1].log_softmax(-1)[word]
    for layer, block in enumerate(model.blocks):
        others = 1 - torch.eye(hidden)    # row n: all but neuron n

        def silence(module, inputs, others=others):
            return (inputs[0] * others[:, None],)

        hook = block.feed_forward.down.register_forward_pre_hook(silence)
        after = model(rows, last_only=True)[:, -1].log_softmax(-1)[:, word]    # (hidden,)
        hook.remove()
        effects |= {(layer, number): float(before - score) for number, score in enumerate(after)}
    return effects


@torch.no_grad()
def fires_at(model, world: World, stories: Sequence[Story], neurons: Iterable[Neuron], top: int = 6,
             least: int = 5) -> dict[Neuron, list[str]]:
    """The words at which each neuron is strongest on average, of those that occur in the stories `least` times or more.

    ->   {neuron: the strongest words, the strongest first}
    """
    neurons = list(neurons)
    inputs, _ = rows_of(world, stories)
    kept: dict[int, torch.Tensor] = {}
    hooks = []
    for layer, block in enumerate(model.blocks):
        def keep(module, inputs, layer=layer):
            kept[layer] = inputs[0]    # (stories, time, hidden)
        hooks.append(block.feed_forward.down.register_forward_pre_hook(keep))
    model(inputs)
    for hook in hooks:
        hook.remove()
    words = inputs.flatten()
    counts = torch.bincount(words, minlength=len(world.vocabulary))
    found = {}
    for layer, number in neurons:
        sums = torch.zeros(len(world.vocabulary)).index_add(0, words, kept[layer][..., number].flatten())
        means = torch.where(counts >= least, sums / counts.clamp(min=1), -torch.inf)
        means[END_ID] = -torch.inf    # the positions after a story's last word
        found[layer, number] = [world.vocabulary[word] for word in means.topk(top).indices]
    return found
