"""Generations: each model learns from the stories that its predecessor wrote.

    village = skewed_village()
    first = village.stories(3_200, seed=0)
    for generation in successors(village, first, count=4, real=0.1):
        generation.judged.whole, generation.judged.plots    the share of whole stories, how many there are of each plot

Some plots of this village are common and others rare. Storyland knows the exact probability of every story, so nothing
about a generation has to be guessed: which stories are whole, which plots have disappeared, and how far each model is
from the truth.

Source: Shumailov et al. 2024, AI models collapse when trained on recursively generated data, Nature 631, 755-759.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from llm_edu.storyland import World
from llm_edu.storyland.plots import PLOTS
from llm_edu.training.evaluating import evaluate
from llm_edu.training.loop import train
from llm_edu.training.recipe import Recipe
from llm_edu.training.rows import TokenRows
from llm_edu.training.stories import write_stories
from llm_edu.transformer import Transformer

Words = Sequence[str]

SIZES = {"residents": 40, "places": 8, "things": 12, "colours": 6}
TOLD_PLOTS = ("lost", "storm", "birthday", "trade", "repair", "secret", "race", "rescue", "visitor", "loan", "letter",
              "picnic")    # the most common first
RARER = 1.5    # the plot of rank r is told 1 / r^1.5 as often as the first: 49 % of the stories, 17 %, … 1 %
RECIPE = Recipe(width=64)
STEPS = 400
TOLD = 2_000    # stories that a generation learns from


class SkewedVillage:
    """A village in which some plots are told more often than others.

    shares: plot -> how often it is told, in any unit; plots of `PLOTS`   Raises ValueError for another, and none
    """

    def __init__(self, shares: Mapping[str, float], seed: int = 0):
        if not shares or set(shares) - set(PLOTS) or min(shares.values()) <= 0:
            raise ValueError(f"shares are numbers above 0 for some of the plots {', '.join(PLOTS)}")
        total = sum(shares.values())
        self.shares = {plot: share / total for plot, share in shares.items()}
        self.world = World(seed, plots={plot: PLOTS[plot] for plot in shares}, **SIZES)

    def stories(self, count: int, seed: int = 0) -> list[list[str]]:
        """The words of `count` stories; the same seed gives the same."""
        random, largest = Random(f"shares {seed}"), max(self.shares.values())
        found: list[list[str]] = []
        part = 0
        while len(found) < count:    # the world tells all plots equally often: take each as often as it should come
            found += [list(story.words) for story in self.world.stories(1000, f"{seed} {part}")    # type: ignore[arg-type]
                      if random.random() < self.shares[story.plot] / largest]
            part += 1
        return found[:count]

    def log_prob(self, words: Words) -> float:
        """log P of a text in nats, exact; -inf if it is not a whole story."""
        probability = sum(telling.probability * len(self.shares) * self.shares[telling.plot]
                          for telling in self.world.read(words).tellings)
        return math.log(probability) if probability > 0 else -math.inf

    def plot_of(self, words: Words) -> str | None:
        """The plot of a whole story, None for any other text."""
        tellings = self.world.read(words).tellings
        return max(tellings, key=lambda telling: telling.probability).plot if tellings else None


def skewed_village(seed: int = 0) -> SkewedVillage:
    """Twelve plots, the rarest of which is told in about one story out of 85.

    >>> shares = skewed_village().shares
    >>> round(shares["lost"], 3), round(shares["picnic"], 3)
    (0.489, 0.012)
    """
    return SkewedVillage({plot: 1 / rank ** RARER for rank, plot in enumerate(TOLD_PLOTS, 1)}, seed)


@dataclass(frozen=True)
class Judged:
    """What Storyland says about texts: how many there are, and how many whole stories of each plot.

    names, places: how often each comes in all texts, whole or not
    """

    count: int
    plots: dict[str, int]
    names: dict[str, int]
    places: dict[str, int]

    @property
    def whole(self) -> float:
        """The share of the texts that are whole stories."""
        return sum(self.plots.values()) / self.count


def judge_texts(village: SkewedVillage, texts: Sequence[Words]) -> Judged:
    """Count whole stories by plot, and names and places; what never comes counts 0."""
    plots = Counter(village.plot_of(words) for words in texts)
    words = Counter(word for text in texts for word in text)
    groups = village.world.groups()
    return Judged(len(texts), {plot: plots[plot] for plot in village.shares},
                  {name: words[name] for name in groups["name"]}, {place: words[place] for place in groups["place"]})


def effective_number(counts: Iterable[float]) -> float:
    """How many equally frequent kinds would be as varied: e to the power of the entropy of these counts.

    >>> round(effective_number([5, 5, 5, 5]), 3), round(effective_number([97, 1, 1, 1]), 3)
    (4.0, 1.183)
    """
    counts = [count for count in counts if count > 0]
    total = sum(counts)
    return math.exp(-sum(count / total * math.log(count / total) for count in counts))


def lost_kinds(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Which kinds have disappeared for good, and since when: kind -> the first generation from which on it never comes.

    counts: for each generation, kind -> how often it came; a kind that is missing came 0 times. Kinds of generation 0
    alone can be lost. A kind that comes back was not lost.

    >>> lost_kinds([{"a": 9, "b": 2, "c": 1}, {"a": 12, "b": 0, "c": 0}, {"a": 11, "b": 1}])
    {'c': 1}
    """
    lost = {}
    for kind in counts[0]:
        present = [number for number, each in enumerate(counts) if each.get(kind, 0) > 0]
        if present and present[-1] + 1 < len(counts):
            lost[kind] = present[-1] + 1
    return lost


@dataclass(frozen=True)
class Generation:
    """A model, the texts that it wrote, and what Storyland says about both.

    excess: the model's loss on real stories above their entropy, in nats a story
    """

    number: int
    model: Transformer
    texts: list[list[str]]
    judged: Judged
    excess: float


def successors(village: SkewedVillage, first: Sequence[Words], count: int = 4, real: float = 0.0, seed: int = 0,
                steps: int = STEPS) -> Iterator[Generation]:
    """Train a model on real stories, then `count` successors, each on the texts of the model before. Yields each.

    first: the real stories, which generation 0 learns from; every model learns from as many texts
    real: the share of real stories, drawn at random from `first`, that each successor learns from instead
    Raises ValueError for a share outside of 0 to 1.
    """
    if not 0 <= real <= 1:
        raise ValueError(f"real is the share of real stories, from 0 to 1, not {real!r}")
    kept, read = round(real * len(first)), list(first)
    for number in range(count + 1):
        model = learn_from(village, read, 100 * seed + number, steps)
        texts = write_texts(village, model, len(first), 1_000 * seed + 100 * number)
        yield Generation(number, model, texts, judge_texts(village, texts), excess_of(village, model))
        read = texts[kept:] + Random(f"real {seed} {number}").sample(list(first), kept)


def learn_from(village: SkewedVillage, texts: Sequence[Words], seed: int = 0, steps: int = STEPS) -> Transformer:
    """A new model of the fast recipe that has read these texts, several times over."""
    rows = TokenRows.one_text_a_row([village.world.encode(words) for words in texts])
    model = RECIPE.model(len(village.world.vocabulary), seed)
    train(model, rows, RECIPE.training(steps, seed=seed), progress=False)
    return model.eval()


def write_texts(village: SkewedVillage, model: Transformer, count: int, seed: int = 0, at_once: int = 400
                ) -> list[list[str]]:
    """Let a model write `count` texts at temperature 1, as lists of words."""
    vocabulary = village.world.vocabulary
    return [[vocabulary[number] for number in ids] for start in range(0, count, at_once)
            for ids in write_stories(model, min(at_once, count - start), seed + start // at_once)]


def excess_of(village: SkewedVillage, model: Transformer, count: int = 500, seed: int = 900) -> float:
    """A model's loss on real stories that no model has read, above what they cost at best, in nats a story."""
    stories = village.stories(count, seed)
    rows = TokenRows.one_text_a_row([village.world.encode(words) for words in stories])
    return evaluate(model, rows).per_row + sum(map(village.log_prob, stories)) / count
