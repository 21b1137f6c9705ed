"""Reports of a made-up company's quarters, each number held against the table."""

import random
import re
from dataclasses import dataclass
from statistics import fmean

from llm_edu.applications.numbers import Quantity, derived, growth, numbers_in

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
ORDINALS = ("first quarter", "second quarter", "third quarter", "fourth quarter")
MEASURES = ("sales", "costs", "profit")    # in dollars, in this order; profit = sales - costs
NAMES = {"sales": ("sales", "revenue"), "costs": ("cost", "expense"), "profit": ("profit", "earning", "income")}
COMPANIES = ("Alder Bakery", "Brook Bicycles", "Cedar Toys", "Dune Coffee", "Elm Books", "Fjord Boats")
RISES = re.compile(r"gr[eo]w|rose|ris(?:e|en|ing)\b|increas|gain|climb|\bup\b|higher", re.IGNORECASE)
FALLS = re.compile(r"fell|fall|decreas|declin|drop|\bdown\b|lower", re.IGNORECASE)


@dataclass(frozen=True)
class Report:
    """A company's four quarters. values: measure -> four whole numbers of dollars"""

    company: str
    values: dict[str, tuple[int, ...]]

    @property
    def table(self):
        """The table as a text, a line for each quarter."""
        return "\n".join(f"{quarter}: " + ", ".join(f"{name} ${row[place]:,}" for name, row in self.values.items())
                         for place, quarter in enumerate(QUARTERS))


def made_up_reports(count, seed=0):
    """Companies whose numbers are drawn: a list of `Report`. Costs lie below sales; all in whole thousands."""
    draw = random.Random(seed)
    found = []
    for place in range(count):
        sales = [draw.randrange(120, 480) * 1000]
        for _ in QUARTERS[1:]:
            sales.append(round(sales[-1] * draw.uniform(0.85, 1.25), -3))
        costs = [round(value * draw.uniform(0.6, 0.95), -3) for value in sales]
        rows = {"sales": tuple(map(int, sales)), "costs": tuple(map(int, costs)),
                "profit": tuple(int(sale - cost) for sale, cost in zip(sales, costs, strict=True))}
        found.append(Report(COMPANIES[place % len(COMPANIES)], rows))
    return found


def report_request(report):
    """What SmolLM2 is asked."""
    return (f"{report.company}, last year, by quarter:\n\n{report.table}\n\nWrite a short paragraph (three sentences) "
            "that reports how the year went. Use only numbers from the table.")


def by_template(report):
    """The same report by a rule: a sentence for each measure, with its growth from the first quarter to the last."""
    sentences = []
    for name in MEASURES:
        first, *_, last = report.values[name]
        change = growth(first, last)
        how = "rose" if change > 0 else "fell" if change < 0 else "stayed the same"
        sentences.append(f"{name.capitalize()} {how} by {abs(change):.1f} % from ${first:,} in Q1 to ${last:,} in Q4.")
    return f"{report.company}: {' '.join(sentences)}"


def known_quantities(report, measures=MEASURES, quarters=range(4)):
    """What a report of these measures and quarters may say: the cells, and what is computed from each row."""
    found = [Quantity(4)]    # "the four quarters"
    for name in measures:
        row = [report.values[name][place] for place in quarters]
        found += [Quantity(value, "$") for value in row] + derived(row, "$")
    if "profit" in measures:    # and its share of the sales
        shares = [100 * report.values["profit"][place] / report.values["sales"][place] for place in quarters]
        found += [Quantity(share, "%") for share in shares]
    return found


def judged_report(report, text):
    """The numbers of a text: {"numbers": how many, "unknown": those that neither the table nor what is computed from it
    has, "misplaced": known, but not of the measure named last before it and the quarters that its sentence names,
    "turned": right, but said to rise where it falls, or the other way}; the last three are lists of texts"""
    found = {"numbers": 0, "unknown": [], "misplaced": [], "turned": []}
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", text):
        places = [place for place in range(4) if QUARTERS[place] in sentence or ORDINALS[place] in sentence.lower()]
        named, seen = MEASURES, 0
        for number in numbers_in(sentence):
            found["numbers"] += 1
            named = named_in(sentence[seen:number.start]) or named    # since the last number, or still the same
            seen = number.start
            close = known_quantities(report, named, places or range(4))
            if not any(map(number.agrees_with, known_quantities(report))):
                found["unknown"].append(number.text)
            elif not any(map(number.agrees_with, close)):
                found["misplaced"].append(number.text)
            elif number.unit == "%" and turned(number, sentence, close):
                found["turned"].append(number.text)
    return found


def named_in(text):
    """The measures that a text names."""
    return [name for name in MEASURES if any(word in text.lower() for word in NAMES[name])]


def turned(number, sentence, quantities):
    """Whether a sentence says that something rises by a percentage by which it falls, or the other way."""
    rises, falls = (bool(words.search(sentence)) for words in (RISES, FALLS))
    signs = {value > 0 for value, unit in quantities if unit == "%" and number.agrees_with(Quantity(value, unit))}
    return rises != falls and len(signs) == 1 and signs != {rises}


def report_summary(rows):
    """Over judged reports: how many there are; how many have a wrong number of each kind, and of any; their numbers"""
    wrong = {kind: sum(bool(row[kind]) for row in rows) for kind in ("unknown", "misplaced", "turned")}
    anything = sum(bool(row["unknown"] or row["misplaced"] or row["turned"]) for row in rows)
    return {"reports": len(rows), **wrong, "any": anything, "no number": sum(not row["numbers"] for row in rows),
            "numbers": round(fmean(row["numbers"] for row in rows), 1)}


def passing_by_chance(reports, texts):
    """The share of numbers that pass against the *next* company's table: what the check lets through by chance."""
    numbers = [(number, other) for text, other in zip(texts, [*reports[1:], reports[0]], strict=True)
               for number in numbers_in(text)]
    passed = sum(any(map(number.agrees_with, known_quantities(other))) for number, other in numbers)
    return round(passed / len(numbers), 3), len(numbers)
