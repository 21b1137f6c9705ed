"""What a plot can draw: values and the words in which they are written, grouped by kind."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from llm_edu.storyland.village import TELLS, Fact
from llm_edu.storyland.words import split_words


class Entity(Protocol):
    """A resident, place, thing, colour… of `village`: a word, and the forms in which a plot can write it."""

    @property
    def word(self) -> str: ...

    @property
    def forms(self) -> dict[str, str]: ...


class Value:
    """One resident, place, thing, colour… as a plot sees it.

    spoken: form -> the words in which it is written; "" is the plain word      facts: form -> the Fact that it tells
    friend: the Value of a resident's best friend, else None
    """

    __slots__ = ("entity", "word", "spoken", "facts", "weight", "friend")

    def __init__(self, entity: Entity, weight: float = 1.0):
        self.entity: Any = entity    # of one of the classes of `village`: what else it has, its kind says
        self.word, self.weight = entity.word, weight
        self.friend: Value = None    # type: ignore[assignment]    # only that of a resident is ever asked for
        self.spoken = {"": (entity.word,)} | {form: tuple(split_words(text)) for form, text in entity.forms.items()}
        self.facts = {
            form: Fact(entity.word, TELLS[form], getattr(entity, TELLS[form])) for form in entity.forms if form in TELLS
        }


class Kind:
    """Values of one kind, with what drawing and reading need to know about them."""

    def __init__(self, name: str, values: list[Value]):
        if not values:
            raise ValueError(f"there is no {name} in this world")
        self.name, self.values = name, tuple(values)
        self.total = sum(value.weight for value in values)
        self.even = all(value.weight == 1.0 for value in values)
        self.weights: dict[str, float] = {}  # word -> its weight
        for value in values:
            self.weights[value.word] = self.weights.get(value.word, 0.0) + value.weight
        self._by_first_word: dict[str, dict[str, list[Value]]] = {}

    def free_weight(self, used: Iterable[str]) -> float:
        """The weight of all values whose word is not used. Raises ValueError when none is left."""
        free = self.total
        weights = self.weights
        for word in used:
            if word in weights:
                free -= weights[word]
        if free < 1e-9:
            raise ValueError(f"a plot asks for more of the kind {self.name!r} than this world has")
        return free

    def starting_with(self, form: str, word: str) -> Sequence[Value]:
        """The values whose first word, in this form, is `word`."""
        if form not in self._by_first_word:
            index: dict[str, list[Value]] = {}
            self._by_first_word[form] = index
            for value in self.values:
                index.setdefault(value.spoken[form][0], []).append(value)
        return self._by_first_word[form].get(word, ())
