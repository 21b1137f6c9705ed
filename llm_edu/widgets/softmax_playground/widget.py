"""Drag scores, a temperature or a width, and see what softmax makes of them, and when it stops listening."""

import math
from collections.abc import Iterable, Mapping
from numbers import Integral, Real

import traitlets

from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import replace_surrogates, visible
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.softmax_playground.reading import SoftmaxResult, describe, multiplier, read_scores

MOST_SCORES = 24  # rows that fit on a screen
LARGEST = 1_000.0  # a score beyond it is a mistake: exp(30) is ten million million already
COLDEST, HOTTEST = 0.02, 50.0
WIDEST = 2**20
NARROWEST_SLIDER = 6.0  # scores can always be dragged from −6 to 6
EXAMPLE = {"Mia": 0, "green": 4, "hat": 2}


class SoftmaxPlayground(CourseWidget):
    """Scores on the left, their weights on the right, and below them how much the weights can still move.

    scores: label -> number; or only the numbers, which are then called 1, 2, …
    temperature: the scores are divided by it, 0.02 … 50
    width: take each score as a dot product of vectors of this width: what is ±1 at width 1 is ±√width there; None
        leaves the scores as they are
    scaled: with a width, divide by its square root, as attention does
    rising: a label; the slopes then say how every weight answers when this score rises, a column of the softmax's
        Jacobian. None: how each weight answers when its own score rises, the diagonal

    Raises ValueError for no scores or more than 24, for a score that is no finite number up to ±1,000, for a
    temperature or a width out of range, and for a label that is none; TypeError for what is no number at all. Needs no
    kernel.

    >>> playground = SoftmaxPlayground({"Mia": 0, "green": 4, "hat": 2}, rising="green")
    >>> {label: round(slope, 3) for label, slope in playground.slopes.items()}
    {'Mia': -0.014, 'green': 0.115, 'hat': -0.102}
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    labels = traitlets.List().tag(sync=True)
    values = traitlets.List().tag(sync=True)  # the scores, in the order of the labels
    start = traitlets.Dict().tag(sync=True)  # what "Reset" goes back to
    limit = traitlets.Float(NARROWEST_SLIDER).tag(sync=True)  # how far a score can be dragged
    temperature = traitlets.Float(1.0).tag(sync=True)
    width = traitlets.Int(None, allow_none=True).tag(sync=True)
    scaled = traitlets.Bool(True).tag(sync=True)
    rising = traitlets.Unicode(None, allow_none=True).tag(sync=True)

    def __init__(self, scores: Mapping | Iterable = EXAMPLE, temperature: float = 1.0, width: int | None = None, *,
                 scaled: bool = True, rising: str | None = None):
        labels, values = read_labels_and_scores(scores)
        state = {"temperature": check_temperature(temperature), "width": check_width(width), "scaled": bool(scaled),
                 "rising": check_rising(rising, labels)}
        start = {"labels": labels, "values": values, **state}
        super().__init__(labels=labels, values=values, limit=how_far(values), start=start, **state)

    @property
    def scores(self) -> dict[str, float]:
        """Label -> score; set it from Python (the same labels, or others) and every view follows."""
        return dict(zip(self.labels, self.values, strict=True))

    @scores.setter
    def scores(self, scores: Mapping | Iterable) -> None:
        labels, values = read_labels_and_scores(scores)
        with self.hold_trait_notifications(), self.hold_sync():  # the browser never sees labels without their scores
            self.limit = max(self.limit, how_far(values))
            self.labels, self.values = labels, values
            self.rising = self.rising if self.rising in labels else None

    @traitlets.validate("temperature")
    def _check_temperature(self, proposal) -> float:
        return check_temperature(proposal["value"])

    @traitlets.validate("width")
    def _check_width(self, proposal) -> int | None:
        return check_width(proposal["value"])

    @traitlets.validate("rising")
    def _check_rising(self, proposal) -> str | None:
        return check_rising(proposal["value"], self.labels)

    @property
    def reading(self) -> SoftmaxResult:
        """Weights, slopes and entropy: see ``SoftmaxResult``."""
        return read_scores(self.values, multiplier(self.temperature, self.width, self.scaled))

    @property
    def weights(self) -> dict[str, float]:
        """Label -> weight; they sum to 1."""
        return dict(zip(self.labels, self.reading.weights, strict=True))

    @property
    def slopes(self) -> dict[str, float]:
        """Label -> how its weight answers to a small rise of its own input of the softmax, or of that of `rising`."""
        reading = self.reading
        slopes = reading.slopes if self.rising is None else reading.column(self.labels.index(self.rising))
        return dict(zip(self.labels, slopes, strict=True))

    def setting(self) -> str:
        """How the scores get into the softmax, in words."""
        heat = "" if self.temperature == 1 else f"Temperature {self.temperature:g}. "
        if self.width is None:
            return heat
        return f"{heat}Dot products of width {self.width:,}{', divided by its root' if self.scaled else ''}. "

    def sentence(self) -> str:
        scores = ", ".join(f"{label} {value:g}" for label, value in self.scores.items())
        return f"Scores: {scores}. {self.setting()}{describe(self.labels, self.reading, self.rising)}"


def read_labels_and_scores(scores) -> tuple[list[str], list[float]]:
    """Labels that can be shown, and their scores as floats; ValueError or TypeError for what is none."""
    if isinstance(scores, str) or not isinstance(scores, Iterable):
        raise TypeError(f"scores are numbers with a label each, as {{'Mia': 0, 'green': 4}}, not {scores!r}")
    if hasattr(scores, "tolist"):  # NumPy, torch
        scores = scores.tolist()
        scores = scores if isinstance(scores, list) else [scores]
    pairs = list(scores.items()) if isinstance(scores, Mapping) else [(at, s) for at, s in enumerate(scores, start=1)]
    if not pairs:
        raise ValueError("there are no scores: give at least one, as {'Mia': 0, 'green': 4, 'hat': 2}")
    if len(pairs) > MOST_SCORES:
        raise ValueError(f"{len(pairs)} scores are too many to drag; give at most {MOST_SCORES}")
    labels = [shown_label(label) for label, _ in pairs]
    if len(set(labels)) < len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        raise ValueError(f"two scores are called {twice!r}: each needs a label of its own")
    return labels, [check_score(label, score) for label, (_, score) in zip(labels, pairs, strict=True)]


def shown_label(label) -> str:
    """A label as it is drawn: a space as ·, as in all widgets."""
    return visible(replace_surrogates(str(label))[0]) or "(empty)"


def check_rising(rising, labels: list[str]) -> str | None:
    if rising is None or rising in labels:
        return rising
    if shown_label(rising) in labels:
        return shown_label(rising)
    raise ValueError(f"there is no score of {rising!r} that could rise; the labels are {', '.join(labels)}")


def check_score(label: str, score) -> float:
    number = check_number(f"the score of {label!r}", score)
    if not abs(number) <= LARGEST:
        way_out = "; leave a masked token (-inf) out" if number == -math.inf else ""
        raise ValueError(f"the score of {label!r} lies between -{LARGEST:,.0f} and {LARGEST:,.0f}, not at "
                         f"{number}{way_out}")
    return number


def check_temperature(temperature) -> float:
    number = check_number("temperature", temperature)
    if number <= 0:
        raise ValueError(f"temperature is above 0, not {number:g}: the colder, the more the largest score takes, and "
                         "at 0 there is only division by zero")
    if not COLDEST <= number <= HOTTEST:
        raise ValueError(f"temperature lies between {COLDEST} and {HOTTEST:g}, not at {number}")
    return number


def check_width(width) -> int | None:
    if width is None:
        return None
    if isinstance(width, bool) or not isinstance(width, Integral):
        raise TypeError(f"width is a whole number, the length of a query and a key, not {width!r}")
    if not 1 <= width <= WIDEST:
        raise ValueError(f"width lies between 1 and {WIDEST:,}, not at {width}")
    return int(width)


def check_number(what: str, value) -> float:
    if hasattr(value, "item") and not isinstance(value, Real):  # a number of NumPy or torch
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{what} is a number, not {value!r}")
    return float(value)


def how_far(values: list[float]) -> float:
    """How far a slider reaches, so that the largest score does not stand at its end."""
    return float(max(NARROWEST_SLIDER, math.ceil(1.25 * max(map(abs, values)))))
