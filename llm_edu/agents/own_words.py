"""The hour and the date that a customer named in their own words, where those leave no doubt.

A small model copies "12 h" well, and stumbles over "midday", "one hour later" and "same time, but Wednesday". Code
reads these, and corrects a call that names another hour or day. Where a text names two hours or none, the call stays.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from llm_edu.agents.figures import DATES, NUMBER_WORDS, WEEKDAYS, figures

HOURS = {"one": 1, **{word: number for word, number in NUMBER_WORDS.items() if number <= 12}}
COUNT = r"(\d{1,2}(?!\d)|(?:" + "|".join(HOURS) + r")\b)"
AFTER = r"(?:[:.]00)? ?(a\.?m\b|p\.?m\b|o'?clock|h\b|sharp\b|in the (?:morning|afternoon|evening))"
HOUR = re.compile(rf"(?<![\w:.–-]){COUNT}{AFTER}|(?<![\w:.–-])(\d{{1,2}}):00\b|\b(noon|midday)\b")
AT = re.compile(rf"(?<!\d )(?<!quarter )\b(?:at|to) {COUNT}(?! ?(?:%|coins?|pieces?|degrees?)|\w|[.,:/–-]\d)")
SHIFT = re.compile(r"\b(an?|one|two|three|1|2|3) hours? (later|after|earlier|before)\b")
SAME = re.compile(r"\bsame (?:time|hour)\b")
FIRST_OF_DAY = 7    # "at 3" is in the afternoon: no shop opens before
SOON = timedelta(days=180)    # next year, the same date has another weekday


def hours_named(text: str) -> set[int]:
    """The hours that a text names, 0 to 23: with "o'clock", "am", "h" or the like behind it, or with "at" before it.

    >>> [sorted(hours_named(text)) for text in ("3 pm", "at three", "midday then", "9 or 10 o'clock, at 9?", "2 lamps")]
    [[15], [15], [12], [9, 10], []]
    """
    text = text.lower().replace("’", "'")
    for pattern in DATES:
        text = pattern.sub(" ", text)
    found = set()
    for match in HOUR.finditer(text):
        half = (match[2] or "").replace(".", "")
        found.add(12 if match[4] else hour_of_day(match[1] or match[3], half))
    found |= {hour_of_day(match[1], "") for match in AT.finditer(HOUR.sub(" ", text))}
    return {hour for hour in found if hour < 24}


def hour_of_day(number: str, half: str) -> int:
    """An hour from 0 to 23. half: what stands behind the number, such as "pm" or "in the morning" """
    hour = HOURS.get(number) or int(number)
    if half.startswith("a") or half.endswith("morning"):
        return hour % 12
    late = half.startswith("p") or half.endswith(("afternoon", "evening")) or 0 < hour < FIRST_OF_DAY
    return hour % 12 + 12 if late and hour <= 12 else hour


def hour_meant(texts: Sequence[str], hour: int) -> int:
    """The hour of a call, or the one that the customer named instead. texts: what they said, the latest last

    >>> hour_meant(["a repair at 12 h, please", "one hour later?"], 11), hour_meant(["tomorrow, at 10 or at 11"], 11)
    (13, 11)
    """
    if not texts:
        return hour
    text, earlier = texts[-1].lower(), [named for named in map(hours_named, texts[:-1]) if named]
    named = hours_named(text)
    if earlier and len(earlier[-1]) == 1 and not named:
        (before,) = earlier[-1]
        if shift := SHIFT.search(text):
            count = 1 if shift[1] in ("a", "an") else HOURS.get(shift[1]) or int(shift[1])
            named = {before + (count if shift[2] in ("later", "after") else -count)}
        elif SAME.search(text):
            named = {before}
    if len(named) != 1 or ("number", float(hour)) in figures(text) and hour + 12 not in named:
        return hour
    return named.pop()


def date_meant(texts: Sequence[str], day: str, called: date) -> date:
    """The date that a call's day stands for, or the one that the customer named with that weekday: "friday 13 march"
    need not be the next Friday.

    texts: what they said, the latest last   day: as the call names it   called: the date of that

    >>> date_meant(["What is free on Friday 13 March?", "at 14"], "friday", date(2026, 3, 6))
    datetime.date(2026, 3, 13)
    """
    weekday = day.lower().removeprefix("next ")
    text = next((text for text in reversed(texts) if weekday in text.lower()), "") if weekday in WEEKDAYS else ""
    known = figures(text)
    named = [figure[1:] for figure in known if figure[0] == "day"]
    if len(named) != 1 or ("number", float(called.day)) in known:
        return called
    for year in (called.year, called.year + 1):
        with suppress(ValueError):    # 29 February
            found = date(year, *named[0])
            if timedelta() <= found - called < SOON and found.weekday() == called.weekday():
                return found
    return called
