"""The neurons of a feed-forward layer: when they fire, and what is lost without them.

Sources: Geva et al. 2020, Transformer Feed-Forward Layers Are Key-Value Memories, arXiv:2012.14913; Dai et al. 2021,
Knowledge Neurons in Pretrained Transformers, arXiv:2104.08696; Meng et al. 2022, Locating and Editing Factual
Associations in GPT, arXiv:2202.05262.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import torch

from llm_edu.language_models import END_ID
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
def switched_off(model, neurons: Iterable[Neuron]) -> Iterator[None]:
    """Within it, these neurons never fire."""
    by_layer = defaultdict(list)
    for layer, number in neurons:
        by_layer[layer].append(number)
    hooks = []
    for layer, numbers in by_layer.items():
        def silence(module, inputs, numbers=tuple(numbers)):
            return (inputs[0].index_fill(-1, torch.tensor(numbers), 0.0),)
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
    """How much less likely a word gets after a text, in nats, when one neuron is switched off: each of them in turn."""
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
def when_it_fires(model, world: World, stories: Sequence[Story], neuron: Neuron,
                  top: int = 6) -> list[tuple[str, float]]:
    """The words at which a neuron is strongest, each with the two before it.

    ->   [("only Mia 's", 3.1), …], by their mean over all places where they stand
    """
    layer, number = neuron
    kept: list[torch.Tensor] = []
    hook = model.blocks[layer].feed_forward.down.register_forward_pre_hook(
        lambda module, inputs: kept.append(inputs[0][0, :, number]))
    sums, counts = Counter(), Counter()
    for story in stories:
        kept.clear()
        model(torch.tensor([[END_ID, *world.encode(story.words)]]))
        for place, strength in enumerate(kept[0][1:].tolist()):
            words = " ".join(story.words[max(0, place - 2):place + 1])
            sums[words] += strength
            counts[words] += 1
    hook.remove()
    means = {words: total / counts[words] for words, total in sums.items()}
    return sorted(means.items(), key=lambda pair: -pair[1])[:top]
