"""Numbers as they are typed into CostCalculator, and quantities as it writes them, without a browser.

reading.js is its twin, and a test holds the two together.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from llm_edu.scaling.bill import TrainingBill
from llm_edu.widgets.common.numbers import fixed

TYPED = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(\.[0-9]*)?(?:e([+-]?[0-9]{1,3}))?"
                   r"(k|m|b|g|t|p|thousand|million|billion|trillion|)(%?)", re.IGNORECASE | re.ASCII)
POWERS = {"": 0, "k": 3, "thousand": 3, "m": 6, "million": 6, "b": 9, "g": 9, "billion": 9, "t": 12, "trillion": 12,
          "p": 15}
LONGEST = 60  # characters of a number
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
COUNTS = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))
ENERGIES = ((1e9, "TWh"), (1e6, "GWh"), (1e3, "MWh"), (1, "kWh"))
TIMES = ((730 * 24, 365 * 24, "year"), (48, 24, "day"), (1, 1, "hour"), (1 / 60, 1 / 60, "minute"))


def read_number(text: str) -> float:
    """A number as people type it; ValueError for what is none.

    >>> [read_number(text) for text in ("175e9", "1.4T", "65.2 B", "1,400,000", "40 %", "$2.79", "3 million")]
    [175000000000.0, 1400000000000.0, 65200000000.0, 1400000.0, 0.4, 2.79, 3000000.0]
    """
    plain = re.sub("[ \t\u00a0\u2009\u202f_$]", "", text[:LONGEST + 1])
    found = TYPED.fullmatch(plain)
    if len(text) > LONGEST or not found or not re.search("[0-9]", (found[2] or "") + (found[3] or "")):
        raise ValueError(f"{text[:LONGEST]!r} is no number; write 175e9, 175B, 1.4T or 40 %")
    sign, whole, fraction, power, unit, percent = found.groups()
    power = int(power or 0) + POWERS[unit.lower()] - (2 if percent else 0)
    return float(f"{sign}{whole.replace(',', '')}{fraction or ''}e{power}")


def significant(number: float) -> str:
    """Three significant digits, a half rounded up, thousands apart.

    >>> significant(1614592), significant(0.01471), significant(1.125), significant(2048), significant(0)
    ('1,610,000', '0.0147', '1.13', '2,050', '0')
    """
    if number < 0.001:
        return "0" if number == 0 else "≈ 0"
    text = f"{_rounded(number):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(number: float) -> Decimal:
    exact = Decimal(number)
    rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 2), ROUND_HALF_UP)
    return rounded if rounded.as_tuple().exponent < 0 else Decimal(int(rounded))


def count_text(number: float) -> str:
    """A count: whole and exact below 10,000, with a word from a million on.

    >>> count_text(2048), count_text(1614592), count_text(65.2e9), count_text(3e15)
    ('2,048', '1.61 million', '65.2 billion', '3 · 10¹⁵')
    """
    if number >= 1e15:
        return power_text(number)
    for size, word in COUNTS:
        if number >= size:
            return significant(number / size) + word
    return f"{int(number):,}" if number < 10_000 and number == int(number) else significant(number)


def power_text(number: float) -> str:
    """As a power of ten: ``5.48 · 10²³``."""
    if number < 1000:
        return significant(number)
    rounded = _rounded(number)
    power = rounded.adjusted()
    digits = f"{rounded.scaleb(-power).quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".")
    return f"{digits} · 10{str(power).translate(SUPERSCRIPTS)}"


def time_text(hours: float) -> str:
    """A time in the unit that suits it.

    >>> [time_text(hours) for hours in (0.001, 0.5, 1, 47, 48, 790, 17520)]
    ['3.6 seconds', '30 minutes', '1 hour', '47 hours', '2 days', '32.9 days', '2 years']
    """
    for least, size, word in (*TIMES, (0, 1 / 3600, "second")):
        if hours >= least:
            text = count_text(hours / size)
            return f"{text} {word}{'' if text == '1' else 's'}"
    raise ValueError(f"no time is negative, as {hours} is")


def money_text(dollars: float) -> str:
    """US dollars, to the cent below a hundred.

    >>> money_text(0.1427), money_text(7), money_text(857.4), money_text(4.5e6)
    ('$0.14', '$7', '$857', '$4.5 million')
    """
    if dollars < 100:
        return f"${dollars:.0f}" if dollars == int(dollars) else f"${fixed(dollars, 2)}"
    return f"${count_text(dollars)}"


def energy_text(kwh: float) -> str:
    """Energy in Wh to TWh.

    >>> energy_text(0.0218), energy_text(710421)
    ('21.8 Wh', '710 MWh')
    """
    for size, unit in ENERGIES:
        if kwh >= size:
            return f"{count_text(kwh / size)} {unit}"
    return f"{significant(1000 * kwh)} Wh"


def carbon_text(kilograms: float) -> str:
    """A mass in grams, kilograms or tonnes.

    >>> carbon_text(0.01), carbon_text(64), carbon_text(7678390)
    ('10 g', '64 kg', '7,680 t')
    """
    if kilograms >= 1000:
        return f"{count_text(float(significant(kilograms / 1000).replace(',', '')))} t"
    return f"{significant(kilograms)} kg" if kilograms >= 1 else f"{significant(1000 * kilograms)} g"


WRITERS = {"operations": power_text, "gpu_hours": count_text, "days": lambda days: time_text(24 * days),
           "hours": time_text, "money": money_text, "energy": energy_text, "carbon": carbon_text}
UNITS = {"operations": " operations", "gpu_hours": " GPU hours"}


def describe(values: dict, hardware: str, bill: TrainingBill, name: str | None = None,
             published: dict | None = None) -> str:
    """The sentence under the widget, which is also what a screen reader says.

    name: of the preset whose model and text these are   published: field of the bill -> figure
    """
    whose = "Your model" if name is None else name
    bought = (f"{whose}: {count_text(values['parameters'])} parameters that read {count_text(values['tokens'])} "
              f"tokens, {power_text(bill.operations)} operations. On {count_text(values['gpus'])} × {hardware} that "
              f"takes {time_text(bill.hours)}, {count_text(bill.gpu_hours)} GPU hours, {money_text(bill.money)}, "
              f"{energy_text(bill.energy)} and {carbon_text(bill.carbon)} of CO2.")
    if name is None:
        return bought
    said = (published or {}).get("gpu_hours")
    if said is None:
        return f"{bought} What it took was not published."
    factor = significant(bill.gpu_hours / said)
    return f"{bought} Published: {count_text(said)} GPU hours; the bill is {factor} times that."
