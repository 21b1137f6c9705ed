"""The most probable text there is: searched for until it is certain, so that lesson 07 can say what beam search misses.

The probability of a text only falls as it grows. So what has begun less probably than a whole text that is known can
never become better than it, whatever follows, and need not be looked at. What is left is few enough to look at all of
it, if the beginning is given and the model is small.
"""

import heapq
import math
from dataclasses import dataclass, replace

import torch

from llm_edu.language_models import END_ID


class TooManyToLookAt(ValueError):
    """The search would take longer than was allowed."""


@dataclass(frozen=True)
class Found:
    """The most probable continuation, its log P with its end, and how many beginnings were looked at to be sure."""

    ids: list[int]
    log_probability: float
    looked_at: int


@torch.inference_mode()
def most_probable(model, prompt, known: float = -math.inf, longest: int = 100, rows: int = 128,
                  most: int = 200_000) -> Found:
    """The most probable continuation of a prompt up to the end's id: no other has a larger log P under the model.

    prompt: ids   known: log P of a continuation that was found already, for instance by beam search; it only saves time
    rows: how many beginnings are looked at together   most: give up with TooManyToLookAt after so many
    """
    best, looked_at = Found([], known - 1e-9, 0), 0
    waiting = [(0.0, ())]    # (surprise so far, new ids), the least surprising first
    while waiting and -waiting[0][0] > best.log_probability:
        some = [heapq.heappop(waiting) for _ in range(min(rows, len(waiting)))]
        looked_at += len(some)
        if looked_at > most:
            raise TooManyToLookAt(f"more than {most:,} beginnings would have to be looked at: give a longer prompt")
        for (surprise, new), logs in zip(some, next_log_probabilities(model, prompt, [new for _, new in some])):
            totals = logs - surprise
            for token in (totals > best.log_probability).nonzero().flatten().tolist():
                total = totals[token].item()
                if token == END_ID and total > best.log_probability:
                    best = Found([*new, token], total, looked_at)
                elif token != END_ID and len(new) < longest - 1:
                    heapq.heappush(waiting, (-total, (*new, token)))
    if not best.ids:
        raise ValueError(f"no continuation is more probable than {known:.2f} nats")
    return replace(best, looked_at=looked_at)


def next_log_probabilities(model, prompt, continuations):
    """log P of every next token after each continuation of the prompt, (continuations, vocab). Ids behind a text are
    filled up, which changes nothing before them."""
    longest = max(map(len, continuations))
    ids = torch.tensor([[*prompt, *new, *[END_ID] * (longest - len(new))] for new in continuations])
    ends = torch.tensor([len(prompt) + len(new) - 1 for new in continuations])
    return model(ids)[torch.arange(len(ids)), ends].log_softmax(-1)
