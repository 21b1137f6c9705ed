"""Constrained decoding: whatever the model would like to say, it can say only what is allowed.

Before a token is chosen, every token that must not come next gets the logit -inf. The others keep their logits, so
their probabilities are the model's under the condition that this one token is allowed. They are not the model's
probabilities of whole texts under the condition that the whole text is allowed: no token knows where it leads.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from llm_edu.decoding.strategies import Greedy, SamplingStrategy, Written  # noqa: F401    Greedy is in an example
from llm_edu.storyland import END, World

Allowed = Tensor | Iterable[int]    # a mask (vocab,), or ids


@dataclass(frozen=True)
class Constrained:
    """Choose as `strategy` does, but only among the allowed tokens.

    allowed: a function of a row's `Written` (``written.prompt``, ``written.new``, ``written.ids``) that returns the
    ids that may come next, or a mask (vocab,), True = may come. `StoryWords` and `ValidJSON` are such functions.
    Raises ValueError when it allows no token.

    >>> even = Constrained(Greedy(), lambda written: [0, 2])
    >>> even.choose(torch.tensor([[0.1, 2.0, 1.0]]), written=[Written([1])])
    tensor([2])
    """

    strategy: SamplingStrategy
    allowed: Callable[[Written], Allowed]

    def __post_init__(self) -> None:
        if not hasattr(self.strategy, "choose"):
            raise TypeError(f"Constrained wraps a strategy that chooses one token after the other, as Greedy or "
                            f"Sampling, not {self.strategy!r}")

    def choose(self, logits: Tensor, generator: torch.Generator | None = None,
               written: Sequence[Written] | None = None) -> Tensor:
        """logits: (batch, vocab)   written: a `Written` for each row   ->   ids (batch,)"""
        return self.strategy.choose(self.mask(logits, written), generator, written)

    def probabilities(self, logits: Tensor, written: Sequence[Written] | None = None) -> Tensor:
        """logits: (batch, vocab)   ->   what the strategy draws from, (batch, vocab), 0 for what is not allowed"""
        return self.strategy.probabilities(self.mask(logits, written), written)

    def mask(self, logits: Tensor, written: Sequence[Written] | None) -> Tensor:
        """The logits (batch, vocab), with -inf for every token that is not allowed."""
        if written is None or logits.dim() != 2 or len(written) != len(logits):
            raise ValueError("a constraint needs to know the text so far: logits (batch, vocab) and "
                             "written=[Written(prompt_ids, new_ids), …], one for each row")
        rows = torch.stack([as_mask(self.allowed(row), logits.shape[1]) for row in written]).to(logits.device)
        if not rows.any(-1).all():
            stuck = written[int((~rows.any(-1)).nonzero()[0])]
            raise ValueError(f"the constraint allows no token after the new ids {stuck.new}: let it allow at least the "
                             "id that ends a text")
        return logits.masked_fill(~rows, -torch.inf)


def as_mask(allowed: Allowed, vocab: int) -> Tensor:
    """Ids or a mask as a mask (vocab,); ids beyond the end of a shorter mask are not allowed."""
    mask = torch.zeros(vocab, dtype=torch.bool)
    given = allowed if isinstance(allowed, torch.Tensor) else torch.tensor(list(allowed))
    if given.dtype == torch.bool:
        mask[:len(given)] = given
    else:
        mask[given.long()] = True
    return mask


class StoryWords:
    """Allow a word only where some story of a Storyland world continues with it: the text becomes a whole, valid story
    if there is room for its end.

    The story begins with the prompt, after the last END in it. Raises ValueError, naming the word, when no story does.
    """

    def __init__(self, world: World, split: str = "all"):
        self.world, self.split = world, split

    def __call__(self, written: Written) -> list[int]:
        """The ids of the words that may come next; after the story's end, END again."""
        words = [self.world.vocabulary[number] for number in written.prompt]
        begun = words[len(words) - words[::-1].index(END):] if END in words else words
        told = [self.world.vocabulary[number] for number in written.new]
        if END in told:
            return self.world.encode([END])
        return self.world.encode(list(self.world.next_distribution([*begun, *told], self.split)))
