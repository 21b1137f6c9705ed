"""The numbers in a text, and whether known facts support them.

    facts = [Quantity(4_200_000, "$"), Quantity(118, "people")]
    unsupported_numbers("Sales of $4.2 million with 120 people.", facts)    # the 120

A program can do this, since a number is right or wrong. This one ignores what a sentence says *about* its number:
"costs of $4.2 million" passes, too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9}    # $5m, but 5 m may be metres
UNITS = {    # as it is written: (what it is counted in, how many of those)
    **dict.fromkeys(("%", "percent", "per cent", "percentage points", "percentage point"), ("%", 1)),
    **dict.fromkeys(("$", "dollars", "dollar", "usd"), ("$", 1)),
    **dict.fromkeys(("€", "euros", "euro", "eur"), ("€", 1)),
    **dict.fromkeys(("£", "gbp"), ("£", 1)),    # and not "pounds", which may be weighed
    **dict.fromkeys(("g", "grams", "gram"), ("g", 1)),
    **dict.fromkeys(("kg", "kilograms", "kilogram", "kilos", "kilo"), ("g", 1000)),
    **dict.fromkeys(("mg", "milligrams", "milligram"), ("g", 0.001)),
    **dict.fromkeys(("mm", "millimetres", "millimeters", "millimetre", "millimeter"), ("cm", 0.1)),
    **dict.fromkeys(("cm", "centimetres", "centimeters", "centimetre", "centimeter"), ("cm", 1)),
    **dict.fromkeys(("m", "metres", "meters", "metre", "meter"), ("cm", 100)),
    **dict.fromkeys(("ml", "millilitres", "milliliters", "millilitre", "milliliter"), ("ml", 1)),
    **dict.fromkeys(("l", "litres", "liters", "litre", "liter"), ("ml", 1000)),
    **dict.fromkeys(("seconds", "second", "s"), ("seconds", 1)),
    **dict.fromkeys(("minutes", "minute", "min"), ("seconds", 60)),
    **dict.fromkeys(("hours", "hour", "h"), ("seconds", 3600)),
    **dict.fromkeys(("days", "day"), ("days", 1)),
    **dict.fromkeys(("weeks", "week"), ("weeks", 1)),
    **dict.fromkeys(("months", "month"), ("months", 1)),
    **dict.fromkeys(("years", "year"), ("years", 1)),
}
ONES = dict(zip("one two three four five six seven eight nine".split(), range(1, 10), strict=True))
TEENS = dict(zip("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
                 range(10, 20), strict=True))
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
VALUES = ONES | TEENS | TENS
DIGITS = r"[0-9]{1,3}(?:[,\u00a0\u2009\u202f][0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
# ?a: where capitals do not matter, a long s (ſ) would be an s and ı an i
WORDS = rf"(?a:{'|'.join(TENS)})[-\s](?a:{'|'.join(ONES)})|(?a:{'|'.join([*list(ONES)[1:], *TEENS, *TENS])})"
UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
NUMBER = re.compile(
    rf"(?<![\w.,])(?:(?P<sign>[-\u2212])(?=[0-9.$€£]))?(?P<currency>[$€£]\s?)?"
    rf"(?:(?P<digits>{DIGITS})(?!\d|(?:st|nd|rd|th)\b)|\b(?P<words>{WORDS})\b)"
    rf"(?:[\s-]?(?P<scale>{'|'.join(SCALES)})\b|(?(currency)\s?(?P<short>{'|'.join(SHORT_SCALES)})\b|(?!)))?"
    rf"(?:[\s-]?(?P<unit>{UNIT})(?!\w|(?-i: [A-Z]\b)))?", re.IGNORECASE)    # fmt: skip


class Quantity(NamedTuple):
    """A known number. unit: as in `UNITS`, or any word ("people"); None: any unit will do"""

    value: float
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a text has it.

    text, start: its words, and where they begin   value: with its scale, in the base unit (g, cm, ml, seconds, …)
    unit: the base unit, or ""   step: what one more in its last digit adds; for 4.2 million 100,000
    amount: the value in the written unit; for 1.5 kg that is 1.5, and the value is 1500
    """

    text: str
    start: int
    value: float
    unit: str
    step: float
    amount: float

    def agrees_with(self, quantity: Quantity) -> bool:
        """Whether this is the quantity, rounded as it is written, and in its unit (or without a unit).

        4.2 million agrees with anything from 4,150,000 to 4,250,000; 4,200,000 only with itself. Signs do not count,
        since "a fall of 3 %" has none.

        >>> numbers_in("$4.2 million")[0].agrees_with(Quantity(4_163_000, "$"))
        True
        """
        unit, factor = UNITS.get((quantity.unit or "").lower(), (quantity.unit, 1))
        if self.unit and quantity.unit is not None and self.unit != unit:
            return False
        value = abs(quantity.value * factor)
        return abs(abs(self.value) - value) <= self.step / 2 + 1e-9 * max(1.0, value)


def numbers_in(text: str) -> list[Number]:
    """All numbers of a text, in order.

    It finds digits (1,250.5; .5; −3) and words from two to ninety-nine, with a currency before or after them, with
    thousand, million and so on, and with one of `UNITS`. It skips *one* and *a*, which are mostly not numbers; 1st and
    *third*; digits within a word or after a letter (Q3, B12); *half*, *doubled*, *a dozen*.

    >>> text = "Q3: $4.2 million, up 12 %; two of 1,250 staff left"
    >>> [(each.text, each.value, each.unit) for each in numbers_in(text)]
    [('$4.2 million', 4200000.0, '$'), ('12 %', 12.0, '%'), ('two', 2.0, ''), ('1,250', 1250.0, '')]
    """
    return [_number(match) for match in NUMBER.finditer(text)]


def unsupported_numbers(text: str, quantities: Iterable[Quantity]) -> list[Number]:
    """The numbers of a text that agree with none of the quantities, in order.

    >>> known = [Quantity(4_163_000, "$"), Quantity(12.4, "%")]
    >>> [each.text for each in unsupported_numbers("Sales of $4.2 million, up 12%, after $3.6 million", known)]
    ['$3.6 million']
    """
    quantities = list(quantities)
    return [number for number in numbers_in(text) if not any(map(number.agrees_with, quantities))]


def growth(before: float, after: float) -> float:
    """The change in percent: 100 (after - before) / before. Raises ValueError if before is 0.

    >>> growth(80, 100)
    25.0
    """
    if before == 0:
        raise ValueError("growth from 0 is not a number: say by how much it has grown instead")
    return 100 * (after - before) / before


def derived(series: Iterable[float], unit: str | None = None) -> list[Quantity]:
    """What a writer may compute from a row of a table, numbers of one kind in the order of time.

    That is the difference and the growth in percent of every two, and the sum and the mean of all.

    >>> [(round(value, 1), unit) for value, unit in derived([80, 100], "$")]
    [(20, '$'), (25.0, '%'), (180, '$'), (90.0, '$')]
    """
    values = list(series)
    pairs = [(before, after) for place, before in enumerate(values) for after in values[place + 1 :]]
    changes = [Quantity(after - before, unit) for before, after in pairs]
    shares = [Quantity(growth(before, after), "%") for before, after in pairs if before]
    whole = [Quantity(sum(values), unit), Quantity(sum(values) / len(values), unit)] if values else []
    return [*changes, *shares, *whole]


def _number(match: re.Match) -> Number:
    currency, scale, short, unit = (match[name] for name in ("currency", "scale", "short", "unit"))
    name, factor = UNITS.get((currency or unit or "").strip().lower(), ("", 1))
    scaled = SCALES.get((scale or "").lower(), 1) * SHORT_SCALES.get((short or "").lower(), 1)
    if match["digits"]:
        digits = re.sub("[^0-9.]", "", match["digits"])
        value, places = float(digits), len(digits.partition(".")[2])
    else:
        value, places = sum(VALUES[word] for word in re.split(r"[-\s]", match["words"].lower())), 0
    amount = (-1.0 if match["sign"] else 1.0) * value * scaled
    return Number(match[0].strip(), match.start(), amount * factor, name, factor * scaled / 10**places, amount)
