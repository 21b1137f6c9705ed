"""The figures of a text: its dates, weekdays and numbers, in one form however they were written.

A model that makes up a price or a day does harm, and this it does fluently. Figures can be compared by code: those of a
reply that nobody gave are made up.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBER_WORDS = {word: number for number, word in enumerate(
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
     "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"), start=2)}
NUMBER_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100}
MONTH = "(" + "|".join(f"{month}|{month[:3]}" for month in MONTHS) + r")\b\.?"
DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
DATES = (re.compile(r"\b\d{4}-(?P<month>\d\d)-(?P<day>\d\d)\b"),
         re.compile(rf"\b{DAY}(?: of)? {MONTH}(?:,? \d{{4}})?"),
         re.compile(rf"\b{MONTH} (?:the )?{DAY}\b(?:,? \d{{4}})?"),
         re.compile(r"\b(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?:\d{4})"))
HOUR = re.compile(r"\b(\d{1,2})(?:[:.]00)? ?(?:(a\.?m|p\.?m)\b\.?|o'clock|h\b)|\b(\d{1,2}):00\b")
LIST_MARK = re.compile(r"^\s*\d{1,2}[.)]\s|(?<=[.!?:;] )\d{1,2}[.)] (?=[A-Z])|\b[Ss]tep \d{1,2}\b", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?")


Figures = set[tuple[Any, ...]]    # ("day", month, day), ("weekday", 0–6), ("number", float)


def date_of(match: re.Match[str]) -> tuple[int, int]:
    """(month, day) of a match of one of DATES."""
    named = match.groupdict()
    if named:
        return int(named["month"]), int(named["day"])
    first, second = match.groups()
    day, month = (first, second) if first.isdigit() else (second, first)
    return 1 + next(at for at, name in enumerate(MONTHS) if name.startswith(month)), int(day)


def hour_of(match: re.Match[str]) -> int:
    """The hour 0–23 of a match of HOUR."""
    hour, half = int(match[1] or match[3]), (match[2] or "")[:1]
    return hour % 12 + (12 if half == "p" else 0) if half else hour


def figures(text: str) -> Figures:
    """The figures of a text: a set of ("day", month, day), ("weekday", 0–6) and ("number", float).

    An hour is a number, so "2 pm" is 14. What numbers a list or a step ("1." before a sentence, "step 2") does not
    count. "One" does not count either, because it rarely is a number.

    >>> sorted(figures("Order 1004: two lamps, 49,50, on the 5th of March at 2 pm"))
    [('day', 3, 5), ('number', 2.0), ('number', 14.0), ('number', 49.5), ('number', 1004.0)]
    >>> sorted(figures("2026-03-05, a Thursday")) == sorted(figures("Thursday, March 5, 2026"))
    True
    >>> figures("1. Unplug it.")
    set()
    """
    text = LIST_MARK.sub(" ", text).lower().replace("’", "'")
    found: Figures = set()
    for pattern in DATES:
        found |= {("day", *date_of(match)) for match in pattern.finditer(text)}
        text = pattern.sub(" ", text)
    found |= {("number", float(hour_of(match))) for match in HOUR.finditer(text)}
    text = HOUR.sub(" ", text)
    found |= {("number", float(match[0].replace(",", "."))) for match in NUMBER.finditer(text)}
    words = set(re.findall(r"[a-z]+", text))
    found |= {("number", float(number)) for word, number in NUMBER_WORDS.items() if word in words}
    return found | {("weekday", at) for at, name in enumerate(WEEKDAYS) if name in words or name + "s" in words}


def named_days(text: str, today: date) -> Figures:
    """The days that a text names by "today", "tomorrow" or a weekday (the next one after today): figures.

    >>> sorted(named_days("tomorrow or Friday", date(2026, 3, 2)))
    [('day', 3, 3), ('day', 3, 6), ('weekday', 1), ('weekday', 4)]
    """
    words = set(re.findall(r"[a-z]+", text.lower()))
    found: Figures = set()
    for ahead in range(8):
        day = today + timedelta(days=ahead)
        names = {"today"} if ahead == 0 else {WEEKDAYS[day.weekday()]} | ({"tomorrow"} if ahead == 1 else set())
        found |= figures_of_day(day) if words & names else set()
    return found


def figures_of_day(day: date) -> Figures:
    """The figures by which a day may be named: the day itself and its weekday."""
    return {("day", day.month, day.day), ("weekday", day.weekday())}


def figures_of_value(value: Any, key: str = "") -> Figures:
    """The figures in a result of a tool: of its texts and numbers; what is in cents is there in coins, too.

    >>> sorted(figures_of_value({"total_cents": 4950, "arrives": "2026-03-05"}))
    [('day', 3, 5), ('number', 49.5), ('number', 4950.0), ('weekday', 3)]
    """
    if isinstance(value, dict):
        return set().union(*(figures_of_value(part, str(name)) for name, part in value.items()))
    if isinstance(value, list | tuple):
        return set().union(*(figures_of_value(part, key) for part in value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {("number", float(value))} | ({("number", value / 100)} if key.endswith("_cents") else set())
    found = figures(str(value))
    return found.union(*({("weekday", day.weekday())} for day in iso_days(str(value))))


def iso_days(text: str) -> Iterator[date]:
    """The days that a text names as in "2026-03-05", dates; what no calendar has ("2026-02-30") is left out."""
    for year, month, day in re.findall(r"\b(\d{4})-(\d\d)-(\d\d)\b", text):
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue


def known_figures(texts: Iterable[str], calls: Iterable[Mapping[str, Any]], today: date) -> Figures:
    """The figures that a reply may hold: from the customer's texts, the results, and arguments that a tool accepted.

    calls: dictionaries with "arguments", "ok" and "result", the result as JSON gives it
    """
    texts, known = list(texts), figures_of_day(today) | {("number", float(today.year))}
    known = known.union(*map(figures, texts), *(named_days(text, today) for text in texts))
    for call in calls:
        known |= figures_of_value(call["result"])
        if call["ok"]:    # and not what a model wrote freely, such as a query
            known |= figures_of_value([value for value in call["arguments"].values()
                                       if isinstance(value, int) or re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))])
    return known
