"""What a model is like at each strength of its change, as plain data, and how it is said."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real

from llm_edu.widgets.common.numbers import loss_text

STRENGTHS = (-0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
STRONGEST = 4.0
MOST_STRENGTHS, MOST_MEASURES, MOST_PROMPTS = 21, 4, 8


@dataclass(frozen=True)
class DialReading:
    """What `dial` has found, and `AdapterDial` shows.

    strengths: of the change, from low to high, 0 and 1 among them   losses: name -> a number for each strength
    texts: prompt -> what the model wrote, for each strength

    ``dataclasses.asdict(reading)`` is plain data for a JSON file, and ``DialReading(**content)`` reads it again.
    Raises ValueError or TypeError for what does not fit together.
    """

    strengths: Sequence[float]
    losses: Mapping[str, Sequence[float]]
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self):
        checked = check_strengths(self.strengths)
        if any(abs(one - other) > 1e-4 for one, other in zip(self.strengths, checked, strict=True)):
            raise ValueError(f"the strengths of a reading go from low to high, not {self.strengths!r:.60}")
        object.__setattr__(self, "strengths", checked)
        check_names(self.losses, self.texts)
        for kind in ("losses", "texts"):
            rows = {name: tuple(row) for name, row in getattr(self, kind).items()}
            for name, row in rows.items():
                if len(row) != len(self.strengths):
                    raise ValueError(f"{name!r:.60} has {len(row)} {kind} for {len(self.strengths)} strengths")
            object.__setattr__(self, kind, rows)
        object.__setattr__(self, "losses", {
            name: tuple(map(check_loss, [name] * len(row), self.strengths, row)) for name, row in self.losses.items()})
        for row in self.texts.values():
            check_texts(row, self.strengths)

    def lowest(self, name: str) -> float:
        """The strength at which a measure is lowest; the one nearer to 0 where two are equal."""
        return min(zip(self.losses[name], map(abs, self.strengths), self.strengths, strict=True))[-1]


def check_strengths(strengths) -> tuple[float, ...]:
    """Strengths as floats of at most four digits behind the point, from low to high; ValueError or TypeError."""
    if isinstance(strengths, (str, Mapping)) or not hasattr(strengths, "__iter__"):
        raise TypeError(f"strengths are several numbers, as {STRENGTHS}, not {strengths!r:.60}")
    checked = sorted(round(as_number("a strength", strength), 4) + 0.0 for strength in strengths)
    for strength in checked:
        if not abs(strength) <= STRONGEST:
            raise ValueError(f"a strength lies between −{STRONGEST:g} and {STRONGEST:g}, not at {strength}")
        if checked.count(strength) > 1:
            raise ValueError(f"the strength {strength:g} is there {checked.count(strength)} times")
    if not {0.0, 1.0} <= set(checked):
        raise ValueError("0 (as before) and 1 (as learned) must be among the strengths, beside which others are seen")
    if len(checked) > MOST_STRENGTHS:
        raise ValueError(f"{len(checked)} strengths are too many to turn to; give at most {MOST_STRENGTHS}")
    return tuple(checked)


def check_names(measures, prompts) -> None:
    """ValueError or TypeError unless there are one to four measures, each with a name, and at most eight prompts."""
    if not isinstance(measures, Mapping) or not all(isinstance(name, str) and name.strip() for name in measures):
        raise TypeError("measures are a name and a function of the model each, as {'new village': loss}, not "
                        f"{measures!r:.60}")
    if not 1 <= len(measures) <= MOST_MEASURES:
        raise ValueError(f"there are {len(measures)} measures: give at least one, and at most {MOST_MEASURES}")
    if isinstance(prompts, str):
        raise TypeError(f"prompts are a list of texts; write [{prompts!r:.40}]")
    for prompt in prompts:
        if not isinstance(prompt, str) or not prompt.strip():
            raise TypeError(f"a prompt is a text with at least one word, not {prompt!r:.60}")
    if len(set(prompts)) < len(prompts) or len(prompts) > MOST_PROMPTS:
        raise ValueError(f"give at most {MOST_PROMPTS} prompts, none of them twice, not {len(prompts)}")


def check_loss(name: str, strength: float, loss) -> float:
    """A measure of the model as a float; ValueError where it is not finite."""
    number = as_number(f"the measure {name!r:.60}", loss)
    if not math.isfinite(number):
        raise ValueError(f"the measure {name!r:.60} is {number} at strength {strength:g}: leave that strength out")
    return number


def check_texts(texts, prompts: Sequence) -> list[str]:
    """What a model has written, a text for each prompt; TypeError for anything else."""
    if isinstance(texts, str) or not isinstance(texts, Sequence) or len(texts) != len(prompts):
        raise TypeError(f"write returns a list of {len(prompts)} texts, one for each prompt, not {texts!r:.60}")
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"write returns a text for each prompt, not {text!r:.60}")
    return list(texts)


def as_number(what: str, value) -> float:
    if hasattr(value, "tolist"):  # a number of NumPy or torch
        value = value.tolist()
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{what} is a number, not {value!r:.60}")
    return float(value)


def strength_text(strength: float) -> str:
    """
    >>> [strength_text(strength) for strength in (-0.5, 0.0, 1.25)]
    ['−0.5', '0', '1.25']
    """
    return f"{strength:.4g}".replace("-", "−")


def place_words(strength: float) -> str:
    """What a strength means.

    >>> [place_words(strength) for strength in (-0.5, 0, 0.5, 1, 1.5)]
    ['the opposite of what was learned', 'as before', 'part of what was learned', 'as learned', 'more than was learned']
    """
    if strength in (0, 1):
        return "as learned" if strength else "as before"
    return ("the opposite of what was learned" if strength < 0 else
            "part of what was learned" if strength < 1 else "more than was learned")


def describe(reading: DialReading, names: Sequence[str], at: int, write=loss_text) -> str:
    """What is measured at one strength, and what was before. write: how a loss is written"""
    strength, before = reading.strengths[at], reading.strengths.index(0)
    figures = []
    for name, losses in zip(names, reading.losses.values(), strict=True):
        was = "" if at == before else f" (before: {write(losses[before])})"
        figures.append(f"{name} {write(losses[at])}{was}")
    return f"Strength {strength_text(strength)}, {place_words(strength)}: {', '.join(figures)}."


def lowest_words(reading: DialReading, names: Sequence[str]) -> str:
    """Where each measure is lowest, as a title.

    >>> lowest_words(DialReading([0, 1], {"new": [3, 1], "old": [1, 2]}), ["new", "old"])
    'Lowest loss: new at strength 1, old at 0'
    """
    first, *others = [strength_text(reading.lowest(name)) for name in reading.losses]
    more = [f", {name} at {strength}" for name, strength in zip(names[1:], others, strict=True)]
    return f"Lowest loss: {names[0]} at strength {first}{''.join(more)}"
