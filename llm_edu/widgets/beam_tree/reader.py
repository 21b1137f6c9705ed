"""What BeamTree needs of a model and a tokenizer, whichever they are, and what it says when it gets something else."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from numbers import Integral, Real

from llm_edu.widgets.common.chips import bytes_reader, replace_surrogates, token_label, visible

WIDEST = 8
MOST_STEPS = 40
STEEPEST = 5.0  # length penalties beyond ±5 only ask for the shortest or the longest text


@dataclass(frozen=True)
class Settings:
    """What is searched for; ValueError or TypeError, saying what to give, for what cannot be searched for."""

    width: int
    max_new_tokens: int
    length_penalty: float
    stop: tuple
    early_stopping: bool

    def __post_init__(self):
        check_whole("width", self.width, WIDEST, "beams")
        check_whole("max_new_tokens", self.max_new_tokens, MOST_STEPS, "steps that a tree can show")
        penalty = self.length_penalty
        if isinstance(penalty, bool) or not isinstance(penalty, Real):
            raise TypeError(f"length_penalty is a number, 0 for none, not {penalty!r}")
        if not (math.isfinite(penalty) and abs(penalty) <= STEEPEST):
            raise ValueError(f"length_penalty lies between −{STEEPEST:g} and {STEEPEST:g}, not at {penalty}")
        if not isinstance(self.early_stopping, bool):
            raise TypeError(f"early_stopping is True or False, not {self.early_stopping!r}")

    def with_changes(self, **changes) -> "Settings":
        return replace(self, **changes)


def check_whole(name: str, value, most: int, what: str) -> None:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} is a whole number, not {value!r}")
    if not 1 <= value <= most:
        raise ValueError(f"{name} lies between 1 and {most} {what}, not at {value:,}")


def check_model(model):
    """The model itself; TypeError for what cannot be searched through."""
    from llm_edu.transformer import Transformer

    if not isinstance(model, Transformer):
        raise TypeError(f"BeamTree searches with a Transformer of this course, not with a {type(model).__name__}: each "
                        "beam keeps what it has read in a cache, and only a Transformer has that")
    return model


class Reader:
    """A tokenizer as the tree reads it: our own, tiktoken's, any that can encode and decode, or a Storyland world.

    >>> from llm_edu.storyland import World
    >>> reader = Reader(World(seed=0))
    >>> ids = reader.read("Mia laughed.")
    >>> [reader.label(id) for id in ids], reader.text(ids)
    (['Mia', 'laughed', '.'], 'Mia laughed.')
    """

    def __init__(self, tokenizer):
        if not hasattr(tokenizer, "decode"):
            raise TypeError("which tokenizer does the model use? BeamTree(model, tokenizer, prompt) needs one that can "
                            f"encode and decode, not {type(tokenizer).__name__}")
        self.tokenizer, self._bytes = tokenizer, piece_reader(tokenizer)

    def read(self, prompt) -> list[int]:
        """The ids of a prompt, which is a text or ids; ids are taken as they are."""
        from llm_edu.decoding.prompts import one_prompt

        ids = list(self.tokenizer.encode(replace_surrogates(prompt)[0])) if isinstance(prompt, str) else prompt
        if isinstance(prompt, str) and not ids:
            raise ValueError("the prompt is empty: a search needs at least one token to go on from")
        ids = one_prompt(ids, "BeamTree")[0].tolist()
        self.label(ids[-1])
        return ids

    def token_bytes(self, id: int) -> bytes:
        """A token's bytes; this name is the one that stop strings ask for."""
        try:
            return self._bytes(id)
        except Exception as problem:  # a learner's own tokenizer may raise anything
            raise ValueError(f"the model proposes token {id}, which the tokenizer cannot read "
                             f"({type(problem).__name__}: {problem}): do the two belong together?") from problem

    def label(self, id: int) -> str:
        """A token as it is drawn: a space as ·, a piece of a character as its bytes."""
        return token_label(self.token_bytes(int(id)))

    def text(self, ids: Sequence[int]) -> str:
        """Ids as text to read: spaces as they are, every other character that cannot be seen made visible."""
        text, _ = replace_surrogates(str(self.tokenizer.decode(list(ids))))
        return " ".join(visible(part, len(part)) for part in text.split(" "))


def piece_reader(tokenizer) -> Callable[[int], bytes]:
    """How this tokenizer tells the bytes of a token; a Storyland world has its words."""
    words = getattr(tokenizer, "vocabulary", None)
    if not hasattr(tokenizer, "token_bytes") and isinstance(words, (tuple, list)):
        return lambda id: words[id].encode("utf-8")
    return bytes_reader(tokenizer)
