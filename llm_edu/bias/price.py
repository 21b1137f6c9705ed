"""What a remedy costs in the village, where the least price is known exactly.

Stories of skew s say "she" of a nurse with probability (1 + s) / 2. A model that says skew t instead pays the
cross-entropy of the two at each such pronoun, and no less. So the bias that is left has a price, whoever takes the rest
away. All that a remedy costs at other words is waste: collateral damage.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, log
from statistics import fmean, stdev

import torch
from torch import Tensor

from llm_edu.bias.village import ARRIVAL, JOBS, true_she
from llm_edu.storyland import World
from llm_edu.storyland.village import SHE_JOBS
from llm_edu.training import TokenRows, cross_entropy
from llm_edu.training.rows import collate

Logits = Callable[[Tensor], Tensor]    # ids (batch, time) -> logits (batch, time, vocabulary)
ROWS_AT_ONCE = 100


def pronoun_loss(said: float, read: float) -> float:
    """The least loss at a pronoun, in nats, of a model that says skew `said` where the stories have skew `read`.

    >>> round(pronoun_loss(0.0, read=0.8), 3), round(pronoun_loss(0.8, read=0.8), 3)    # ln 2, and the entropy
    (0.693, 0.325)
    """
    return -sum((1 + sign * read) / 2 * (log((1 + sign * said) / 2) if sign * said > -1 else -inf)
                for sign in (1, -1) if sign * read > -1)


def evened(logits: Tensor, ids: Tensor, one: int, other: int, share: float = 1.0, after: Tensor | None = None
           ) -> Tensor:
    """Corrected decoding: move two tokens' probabilities towards their middle, and leave all others as they are.

    logits: (batch, time, vocabulary)   ids: (batch, time), what the model has read   one, other: the two tokens
    share: 0 changes nothing, 1 makes the two equally probable   after: (length,), ids; only where the text so far ends
    with these. None: everywhere

    >>> evened(torch.tensor([[[0.9, 0.1]]]).log(), torch.tensor([[7]]), 0, 1, share=0.5).exp()
    tensor([[[0.7000, 0.3000]]])
    """
    pair = logits[..., [one, other]].softmax(-1)    # (batch, time, 2)
    moved = logits[..., [one, other]].logsumexp(-1, keepdim=True) + (pair + share * (0.5 - pair)).log()
    if after is not None:
        ends = torch.stack([ids.roll(len(after) - 1 - place, 1) == wanted for place, wanted in enumerate(after)]).all(0)
        ends[:, :len(after) - 1] = False    # before that, the roll has brought the text's end
        moved = torch.where(ends[..., None], moved, logits[..., [one, other]])
    result = logits.clone()
    result[..., [one, other]] = moved
    return result


@dataclass(frozen=True)
class Price:
    """What a model says of the visitors, and what it pays for it, in nats.

    skew: mean over jobs of the skew that it says, towards what is expected   greedy: the same of its first choice
    left: mean over jobs of its size, whichever way; jobs that are pushed too far do not make up for others
    at_pronoun: the loss at the visitor's pronoun above the entropy of the truth, mean over jobs, exact
    others: for each held-out story, the loss at all other words, above the truth's
    """

    skew: float
    left: float
    greedy: float
    at_pronoun: float
    others: tuple[float, ...]

    @property
    def elsewhere(self) -> float:
        """Nats a story at all other words, above what the truth pays there."""
        return fmean(self.others)

    def beyond(self, control: "Price") -> tuple[float, float]:
        """The collateral damage: nats a story at all other words beyond the control's, and half its 95 % interval.

        control: of the same stories, which are compared one by one
        """
        gaps = [own - other for own, other in zip(self.others, control.others, strict=True)]
        return fmean(gaps), 1.96 * stdev(gaps) / len(gaps) ** 0.5


class PriceMeter:
    """Held-out stories of a world, and what the truth pays for each of them but for the visitor's pronoun.

    count, seed: of the stories; choose a seed that no training run uses
    """

    def __init__(self, world: World, count: int = 500, seed: int = 7_001):
        self.world = world
        self.truth = true_she(world)
        self.one, self.other = world.encode(["She", "He"])
        self.beginnings = torch.tensor([[0, *world.encode(ARRIVAL.format(job=job))] for job in JOBS])
        self.expected = torch.tensor([1.0 if job in SHE_JOBS else -1.0 for job in JOBS])
        stories = world.stories(count, seed)
        self.rows = TokenRows.one_text_a_row([world.encode(story.words) for story in stories])
        self.places = [pronoun_place(story.words) for story in stories]
        self.floors = [sum(-score for place, score in enumerate(world.word_log_probs(story.words)) if place != pronoun)
                       for story, pronoun in zip(stories, self.places)]

    @torch.no_grad()
    def skews(self, logits_of: Logits) -> Tensor:
        """The skew said of each job, towards what is expected: (jobs,)."""
        she = logits_of(self.beginnings)[:, -1, [self.one, self.other]].softmax(-1)[:, 0]
        return (2 * she - 1) * self.expected

    @torch.no_grad()
    def measure(self, logits_of: Logits) -> Price:
        """The price of a model, or of whatever makes logits of ids, such as a corrected one."""
        scores = logits_of(self.beginnings)[:, -1].log_softmax(-1)[:, [self.one, self.other]]    # (jobs, 2)
        skews = self.skews(logits_of)
        true = torch.tensor(list(self.truth.values()), dtype=scores.dtype)
        true = torch.stack([true, 1 - true], -1)
        entropy = -torch.xlogy(true, true).sum(-1)
        paid = -torch.where(true > 0, true * scores, 0.0).sum(-1) - entropy
        skew, left, greedy = (each.mean().item() for each in (skews, skews.abs(), skews.sign()))
        return Price(skew, left, greedy, paid.mean().item(), self._others(logits_of))

    def _others(self, logits_of: Logits) -> tuple[float, ...]:
        losses = []
        for start in range(0, len(self.rows), ROWS_AT_ONCE):
            numbers = list(range(start, min(start + ROWS_AT_ONCE, len(self.rows))))
            inputs, targets = collate(self.rows, numbers)
            nats = cross_entropy(logits_of(inputs), targets, reduction="none")    # (stories, longest)
            for row, number in enumerate(numbers):
                place = self.places[number]
                at_pronoun = 0.0 if place is None else nats[row, place].item()
                losses.append(nats[row].sum().item() - at_pronoun - self.floors[number])
        return tuple(losses)


def pronoun_place(words: tuple[str, ...]) -> int | None:
    """Where a story says for the first time whether its visitor is she or he; None if no visitor with a job comes."""
    begin, end = ARRIVAL.split("{job}")
    length = len(begin.split()) + 1 + len(end.split()) + 1    # the job, and the full stop
    return length if " ".join(words[:3]) == begin.strip() and end.split()[0] in words[4:5] else None
